/** `room_logout` -> `RoomLogout`: the form that method and type names use. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|_)(.)/g, (_match, first: string) => first.toUpperCase());
}
