/** The colours of a page as they are now. */
export interface Theme {
  dark: boolean;
  ink: string;
  quiet: string;
  grid: string;
  font: string;
}

const LUMINANCE = [0.2126, 0.7152, 0.0722];

/** Returns the theme behind an element: what the page has painted there, whatever program shows it. */
export function themeOf(element: HTMLElement): Theme {
  const style = getComputedStyle(element);
  const dark = isDark(element);
  const of = (name: string, light: string, inDark: string): string =>
    style.getPropertyValue(name).trim() || (dark ? inDark : light);
  return {
    dark,
    ink: of("--jp-content-font-color1", "#33383d", "#e0e4e8"),
    quiet: of("--jp-content-font-color2", "#656d76", "#9aa2ab"),
    grid: dark ? "#ffffff1f" : "#00000017",
    font: style.fontFamily || "sans-serif",
  };
}

function isDark(element: HTMLElement): boolean {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const [red, green, blue, alpha] = numbers(getComputedStyle(at).backgroundColor);
    if ((alpha ?? 1) > 0.5 && blue !== undefined) {
      const light = [red ?? 0, green ?? 0, blue].reduce((sum, part, i) => sum + part * (LUMINANCE[i] ?? 0), 0);
      return light < 128;
    }
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  return scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches);
}

function parentOf(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

function numbers(color: string): number[] {
  return (color.match(/[\d.]+/g) ?? []).map(Number);
}

/** Calls back after each change of the page's theme, until the returned function is called. */
export function watchTheme(changed: () => void): () => void {
  // The colours follow the attributes a moment later, when the theme's style sheet is there.
  let timers: number[] = [];
  const later = (): void => {
    timers.forEach(clearTimeout);
    timers = [0, 150, 600].map((ms) => window.setTimeout(changed, ms));
  };
  const attributes = new MutationObserver(later);
  for (const element of [document.documentElement, document.body]) {
    attributes.observe(element, { attributes: true });
  }
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", later);
  return () => {
    timers.forEach(clearTimeout);
    attributes.disconnect();
    scheme.removeEventListener("change", later);
  };
}
