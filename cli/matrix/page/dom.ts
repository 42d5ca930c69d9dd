/** The part of a browser that the page's script uses. The project has no types of the DOM: its globals hide mistakes. */
export interface PageElement {
  innerHTML: string;
  hidden: boolean;
  tabIndex: number;
  colSpan: number;
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly classList: { toggle(name: string, isOn: boolean): void };
  querySelectorAll(selector: string): Iterable<PageElement>;
  focus(): void;
  showModal(): void;
  close(): void;
  addEventListener(kind: string, listener: (event: PageEvent) => void): void;
}

/** What a listener is told. */
export interface PageEvent {
  readonly target: PageElement;
  readonly key: string;
  preventDefault(): void;
}

/** The document. */
export interface PageDocument {
  getElementById(id: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** The window. */
export interface PageWindow {
  readonly document: PageDocument;
  readonly location: { hash: string };
  addEventListener(kind: string, listener: () => void): void;
}
