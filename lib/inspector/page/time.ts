const pad = (value: number, digits: number) => String(value).padStart(digits, '0');

/** Time of day, local, with milliseconds. Intl would be many times slower. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${shortTime(at)}.${pad(date.getMilliseconds(), 3)}`;
}

export function shortTime(at: number): string {
  const date = new Date(at);
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`;
}

/** With the date where that is not today's. */
export function dayTime(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? shortTime(at) : fullTime(at).slice(0, 16);
}

/** Date and time, local. */
export function fullTime(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)} ${clockTime(at)}`;
}

export function isoTime(at: number): string {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : '';
}

/** A length of time, in the unit that fits. */
export function duration(ms: number): string {
  const length = Math.abs(ms);
  if (length < 10) return `${trimmed(ms, 1)} ms`;
  if (length < 1000) return `${Math.round(ms)} ms`;
  if (length < 120_000) return `${trimmed(ms / 1000, 2)} s`;
  if (length < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  if (length < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}

/** With its sign: "+1.2 s", "−40 ms". */
export function signedDuration(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
