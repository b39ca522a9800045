import { useContext } from 'react';
import type { Context, Jump } from '../../server/contract/jump.ts';
import { type Jumps, JumpsContext } from './pane.ts';

/** Viewport CSS pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Something else that the menu of a place offers. */
export interface JumpAction {
  readonly id: string;
  readonly label: string;
  readonly icon: 'filter' | 'exclude' | 'copy' | 'zoom';
  readonly run: () => void;
}

/** What a jump menu is about; made only when the menu is asked for. */
export interface JumpSubject {
  /** What was picked, in the words on screen: a field and its value, a span's name. */
  readonly title: string;
  readonly context: Context;
  /** Targets that no rule makes, such as the trace of a found row. They come first. */
  readonly jumps?: readonly Jump[];
  readonly actions?: readonly JumpAction[];
}

/** What is asked for: the element under the pointer or the focus, and the pointer, if it was the pointer. */
export interface PlaceAsk {
  readonly element: Element;
  readonly spot: Spot | null;
}
export interface PlaceAnswer {
  readonly subject: JumpSubject;
  /** Where the menu belongs, when that is neither the pointer nor the element: a point of a canvas. */
  readonly spot?: Spot;
}
type AskPlace = (ask: PlaceAsk) => JumpSubject | PlaceAnswer | null;

interface Place {
  readonly jumps: Jumps;
  readonly ask: AskPlace;
}

/** A menu to be opened: its subject, the jumps of the pane it stands in, and where. */
export interface JumpMenuRequest {
  readonly subject: JumpSubject;
  readonly jumps: Jumps;
  readonly spot: Spot;
}

const places = new WeakMap<Element, Place>();

/** Makes an element one that the jump menu opens on. Returns how to undo it. */
export function registerPlace(element: Element, place: Place): () => void {
  places.set(element, place);
  return () => {
    if (places.get(element) === place) places.delete(element);
  };
}

/**
 * Gives the `ref` of an element that the jump menu opens on, by right-click, by key and by its button. Outside a provider
 * of jumps it does nothing: the same view may stand where nothing leads on.
 */
export function useJumpPlace(): (ask: AskPlace) => (element: Element | null) => (() => void) | undefined {
  const jumps = useContext(JumpsContext);
  return (ask) => (element) => (jumps && element ? registerPlace(element, { jumps, ask }) : undefined);
}

/** The menu for the nearest place round an element; null where nothing is on offer. */
export function menuFor(ask: PlaceAsk): JumpMenuRequest | null {
  for (let element: Element | null = ask.element; element; element = element.parentElement) {
    const place = places.get(element);
    if (!place) continue;
    const answer = place.ask(ask);
    // A place may have nothing to say of this spot, and what surrounds it may.
    if (!answer) continue;
    const { subject, spot } = 'subject' in answer ? answer : { subject: answer, spot: undefined };
    return { subject, jumps: place.jumps, spot: spot ?? ask.spot ?? below(element) };
  }
  return null;
}

function below(element: Element): Spot {
  const { left, bottom, width } = element.getBoundingClientRect();
  return { x: left + Math.min(24, width / 2), y: bottom };
}

let open: ((request: JumpMenuRequest) => void) | null = null;

/** Opens the jump menu, where the page has one. */
export const openJumpMenu = (request: JumpMenuRequest): void => open?.(request);

/** For a button: opens the menu of the place it stands in, below it. */
export function openJumpsOf(button: Element): void {
  const request = menuFor({ element: button, spot: null });
  if (request) openJumpMenu({ ...request, spot: below(button) });
}

/** The element that has the focus, or the row that it says is active. */
function focused(document: Document): Element | null {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const active = element.getAttribute('aria-activedescendant');
  return (active === null ? null : document.getElementById(active)) ?? element;
}

/** Where the reader is: what the pointer is over if it moved last, else what has the focus. */
export class Whereabouts {
  #pointer: { readonly element: Element; readonly spot: Spot } | null = null;
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
  }

  readonly pointed = (event: PointerEvent): void => {
    const { target, clientX, clientY } = event;
    this.#pointer = target instanceof Element ? { element: target, spot: { x: clientX, y: clientY } } : null;
  };
  /** A key that moves something hands over to the focus. */
  readonly moved = (event: KeyboardEvent): void => {
    if (/^(Arrow|Page|Tab$|Home$|End$|j$|k$)/.test(event.key)) this.#pointer = null;
  };

  menu(): JumpMenuRequest | null {
    const pointer = this.#pointer?.element.isConnected ? this.#pointer : null;
    const focus = focused(this.#document);
    return (pointer && menuFor(pointer)) ?? (focus && menuFor({ element: focus, spot: null }));
  }
}

const OWN_MENU = 'a[href], input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]';

/**
 * What a right-click or the menu key opens, or null where the browser's own menu is the better one: over a link, a field
 * or selected text, and with Shift.
 */
export function menuForEvent(event: MouseEvent): JumpMenuRequest | null {
  const { target } = event;
  if (!(target instanceof Element)) return null;
  const document = target.ownerDocument;
  // The menu key comes with no button pressed, and with Shift as Shift-F10.
  const isByKey = event.button !== 2 && !event.ctrlKey && (event as Partial<PointerEvent>).pointerType !== 'touch';
  if (isByKey) {
    const element = focused(document);
    return element?.closest(OWN_MENU) && !isPlace(element) ? null : element && menuFor({ element, spot: null });
  }
  if (event.shiftKey) return null;
  const own = target.closest(OWN_MENU);
  if (own && !isPlace(own)) return null;
  const selection = document.getSelection();
  if (selection && !selection.isCollapsed && selection.getRangeAt(0).intersectsNode(target)) return null;
  return menuFor({ element: target, spot: { x: event.clientX, y: event.clientY } });
}

const isPlace = (element: Element): boolean => places.has(element);

/** Installs the listeners and takes requests. One at a time: the page's menu. Returns how to stop. */
export function hostJumpMenu(document: Document, onOpen: (request: JumpMenuRequest) => void) {
  const whereabouts = new Whereabouts(document);
  const handleContextMenu = (event: MouseEvent): void => {
    if (event.defaultPrevented) return;
    const request = menuForEvent(event);
    if (!request) return;
    event.preventDefault();
    onOpen(request);
  };
  open = onOpen;
  document.addEventListener('pointermove', whereabouts.pointed, { passive: true });
  document.addEventListener('keydown', whereabouts.moved, true);
  document.addEventListener('contextmenu', handleContextMenu);
  return {
    /** The menu for what is in focus or under the pointer. */
    openHere: (): void => {
      const request = whereabouts.menu();
      if (request) onOpen(request);
    },
    stop: (): void => {
      if (open === onOpen) open = null;
      document.removeEventListener('pointermove', whereabouts.pointed);
      document.removeEventListener('keydown', whereabouts.moved, true);
      document.removeEventListener('contextmenu', handleContextMenu);
    },
  };
}
