/**
 * A tree of numbered nodes, each reached from its parent by a symbol. Node 0 is the root; a parent's number is smaller
 * than its children's. An open-addressed table of integers: a Map with number keys takes ten times as long.
 */
export class PrefixTree {
  #parents = new Int32Array(16);
  #symbols = new Int32Array(16);
  /** Node numbers by hash of (parent, symbol); 0 is free, for the root is nobody's child. */
  #slots = new Int32Array(64);
  #count = 1;

  constructor() {
    this.#parents[0] = -1;
    this.#symbols[0] = -1;
  }

  get count(): number {
    return this.#count;
  }

  /** In memory. */
  get bytes(): number {
    return this.#parents.byteLength + this.#symbols.byteLength + this.#slots.byteLength;
  }

  /** -1 of the root. */
  parentOf(node: number): number {
    return this.#parents[node] ?? -1;
  }

  /** -1 of the root. */
  symbolOf(node: number): number {
    return this.#symbols[node] ?? -1;
  }

  /** The node that `symbol` leads to from `parent`, made when there is none. */
  child(parent: number, symbol: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(parent, symbol) & mask;
    for (let node = this.#slots[slot] ?? 0; node !== 0; node = this.#slots[slot] ?? 0) {
      if (this.#parents[node] === parent && this.#symbols[node] === symbol) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.#count;
    if (node === this.#parents.length) this.#growNodes();
    this.#parents[node] = parent;
    this.#symbols[node] = symbol;
    this.#slots[slot] = node;
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#growSlots();
    return node;
  }

  #growNodes(): void {
    const length = this.#parents.length * 2;
    const [parents, symbols] = [new Int32Array(length), new Int32Array(length)];
    parents.set(this.#parents);
    symbols.set(this.#symbols);
    this.#parents = parents;
    this.#symbols = symbols;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let node = 1; node < this.#count; node++) {
      let slot = hash(this.parentOf(node), this.symbolOf(node)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = node;
    }
    this.#slots = slots;
  }
}

function hash(parent: number, symbol: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(symbol + 1, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 4;
}
