/** The line below the timeline: what was done, or what went wrong. */
export class MessageLine {
  readonly element = document.createElement("div");

  constructor() {
    this.element.className = "message";
    this.element.hidden = true;
  }

  say(text: string, ...more: (Node | string)[]): void {
    this.show(text, false);
    this.element.append(...more);
  }

  fail(error: unknown): void {
    this.show(error instanceof Error ? error.message : String(error), true);
  }

  private show(text: string, isError: boolean): void {
    this.element.textContent = text;
    this.element.classList.toggle("error", isError);
    this.element.hidden = false;
  }

  clear(): void {
    this.element.hidden = true;
  }

  /** Takes an error away, and leaves everything else. */
  clearError(): void {
    if (this.element.classList.contains("error")) {
      this.clear();
    }
  }
}
