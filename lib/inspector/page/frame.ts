/** Runs `update` once in the next animation frame, however often it is asked for; not at all while the page is hidden. */
export function eachFrame(update: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      update();
    });
  };
}
