/** CSI and OSC sequences, and what is left of cut-off ones. */
// oxlint-disable-next-line no-control-regex -- control characters are what is removed
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex -- as above; tab and line feed stay
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line without terminal colours and control characters, as it is shown. Tabs and line feeds stay. */
export const stripAnsi = (line: string): string => line.replace(ANSI, '').replace(CONTROL, '');
