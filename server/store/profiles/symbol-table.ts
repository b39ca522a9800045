import { PrefixTree } from './prefix-tree.ts';

/** A line of a function: what stacks are made of. */
export interface StackFrame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly startLine: number;
}

export interface SymbolColumns {
  readonly frames: readonly StackFrame[];
  /** By node; a parent comes before its children. */
  readonly parents: Uint32Array;
  /** By node, index into `frames`. */
  readonly frameOf: Uint32Array;
}

/** The node above all stacks. */
export const ROOT = 0;

/**
 * Every stack the store has seen, as one prefix tree: a stack is the node of its leaf, and shares its callers with all
 * stacks that start alike. Nodes are numbered so that a parent is smaller than its children.
 */
export class SymbolTable {
  readonly #frames: StackFrame[] = [];
  readonly #frameIds = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #nameIds = new Map<string, number>();
  readonly #nameOfFrame: number[] = [];
  readonly #stacks = new PrefixTree();
  #textBytes = 0;

  get nodeCount(): number {
    return this.#stacks.count;
  }

  /** Estimated size in memory. */
  get bytes(): number {
    return this.#textBytes + this.#frames.length * 120 + this.#stacks.bytes;
  }

  internFrame(frame: StackFrame): number {
    const key = `${frame.name}\0${frame.file}\0${frame.line}\0${frame.startLine}`;
    let id = this.#frameIds.get(key);
    if (id === undefined) {
      id = this.#frames.length;
      this.#frameIds.set(key, id);
      this.#frames.push(frame);
      this.#nameOfFrame.push(this.#internName(frame.name));
      this.#textBytes += 2 * key.length;
    }
    return id;
  }

  #internName(name: string): number {
    let id = this.#nameIds.get(name);
    if (id === undefined) {
      id = this.#names.length;
      this.#nameIds.set(name, id);
      this.#names.push(name);
    }
    return id;
  }

  /** The node of `frame` called from `parent`. */
  child(parent: number, frame: number): number {
    return this.#stacks.child(parent, frame);
  }

  /** -1 of the root. */
  parentOf(node: number): number {
    return this.#stacks.parentOf(node);
  }

  frameIdOf(node: number): number {
    return this.#stacks.symbolOf(node);
  }

  frame(frameId: number): StackFrame {
    const frame = this.#frames[frameId];
    if (!frame) throw new RangeError(`no stack frame ${frameId}`);
    return frame;
  }

  /** Function names are numbered apart from frames: lines of one function share the number. */
  nameIdOf(node: number): number {
    return this.#nameOfFrame[this.frameIdOf(node)] ?? -1;
  }

  name(nameId: number): string {
    return this.#names[nameId] ?? '';
  }

  /** Every stack as plain data; `load` gives the nodes numbers of their own. */
  columns(): SymbolColumns {
    const parents = new Uint32Array(this.nodeCount);
    const frames = new Uint32Array(this.nodeCount);
    for (let node = 1; node < this.nodeCount; node++) {
      parents[node] = this.parentOf(node);
      frames[node] = this.frameIdOf(node);
    }
    return { frames: this.#frames, parents, frameOf: frames };
  }

  /** Adds the stacks of another table. @returns for each of its nodes, the node here */
  load({ frames, parents, frameOf }: SymbolColumns): Uint32Array {
    const ids = frames.map((frame) => this.internFrame(frame));
    const nodes = new Uint32Array(parents.length);
    for (let node = 1; node < nodes.length; node++)
      nodes[node] = this.child(nodes[parents[node] ?? ROOT] ?? ROOT, ids[frameOf[node] ?? 0] ?? 0);
    return nodes;
  }

  /** Copies `node` and its callers into `target`. `known` remembers what was copied before. */
  copyNode(node: number, target: SymbolTable, known: Map<number, number>): number {
    if (node === ROOT) return ROOT;
    const done = known.get(node);
    if (done !== undefined) return done;
    const path: number[] = [];
    let at = node;
    while (at !== ROOT && !known.has(at)) {
      path.push(at);
      at = this.parentOf(at);
    }
    let copied = known.get(at) ?? ROOT;
    for (const step of path.reverse()) {
      copied = target.child(copied, target.internFrame(this.frame(this.frameIdOf(step))));
      known.set(step, copied);
    }
    return copied;
  }
}
