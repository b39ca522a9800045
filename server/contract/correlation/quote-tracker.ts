/**
 * Follows where in a query template one is: within `"`, `` ` `` or, in PromQL, `'`; in a comment; in the Go template of a
 * LogQL format stage.
 */
export class QuoteTracker {
  /** The quote that is open, or ''. */
  open = '';
  /** Whether the open string is a regular expression. */
  inRegex = false;
  /** Whether the open string is a Go template, in which `{{` begins an action. */
  inTemplate = false;
  /** Whether the text ends in a backslash that would take what follows for itself. */
  isEscaping = false;
  private inComment = false;
  /** The text outside strings since the last pipe, shortened. */
  private outside = '';

  read(text: string): void {
    this.isEscaping = false;
    for (let i = 0; i < text.length; i++) {
      const char = text.charAt(i);
      if (this.isEscaping) this.isEscaping = false;
      else if (this.inComment) this.inComment = char !== '\n';
      else if (this.open === '') this.readOutside(char, text.charAt(i + 1));
      else if (char === '\\' && this.open !== '`') this.isEscaping = true;
      else if (char === this.open) this.open = '';
    }
  }

  private readOutside(char: string, next: string): void {
    if (char === '#' || (char === '/' && next === '/')) {
      this.inComment = true;
    } else if (char === '"' || char === '`' || char === "'") {
      this.open = char;
      this.inRegex = /(=~|!~|\|~|\bregexp)\s*$/.test(this.outside);
      this.inTemplate = /^\s*(line_format|label_format)\b/.test(this.outside);
    } else {
      this.outside =
        char === '|' ? '|' : (this.outside === '|' && char !== '~' ? char : this.outside + char).slice(-200);
    }
  }
}
