/** Where a document is no XML; as much of XML as a drawing needs. */
export function illFormedAt(text: string): number | undefined {
  const token = /<(?<end>\/)?(?<name>[A-Za-z]+)(?: [A-Za-z:-]+="(?:[^"<&]|&(?:amp|lt|gt|quot);)*")*(?<empty>\/)?>|(?:[^<>&]|&(?:amp|lt|gt|quot);)+/y;
  const open: string[] = [];
  let roots = 0;
  const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  if (forbidden !== null) return forbidden.index;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (found === null) return at;
    const { name, end, empty } = found.groups ?? {};
    if (name === undefined) {
      if (open.length === 0 && found[0].trim() !== '') return at;
    } else if (end !== undefined) {
      if (open.pop() !== name) return at;
    } else {
      if (open.length === 0) roots += 1;
      if (roots > 1) return at;
      if (empty === undefined) open.push(name);
    }
  }
  return open.length > 0 || roots !== 1 ? text.length : undefined;
}
