/** The log line under work: `text.slice(start, end)`. Stages replace it; most only read it. */
export interface Line {
  text: string;
  start: number;
  end: number;
  unixNano: () => bigint;
}

export const lineText = (line: Line): string =>
  line.start === 0 && line.end === line.text.length ? line.text : line.text.slice(line.start, line.end);

export function replaceLine(line: Line, text: string): void {
  line.text = text;
  line.start = 0;
  line.end = text.length;
}
