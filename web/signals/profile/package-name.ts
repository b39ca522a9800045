/** Slots of the palette that frames are coloured from. */
export const PACKAGE_SLOTS = 12;

/**
 * The part of the program a function belongs to, by how languages write functions: Go's import path, Java's and .NET's
 * package, the folder of a file (Python, Node, Ruby), the outer namespace (C++, Rust). '' when the name does not say.
 */
export function packageName(functionName: string): string {
  const name = functionName.trim();
  // Python and Ruby: `app/db.py query`; Node: `./app/db.js:query:12`.
  const file = /^(.*?)[^/\\]*\.(?:py|rb|js|mjs|cjs|ts|tsx|jsx|php)(?=[ :]|$)/.exec(name);
  if (file) return folder(file[1] ?? '');
  if (name.includes('::')) return name.replace(/^<+/, '').split('::')[0]?.split(/[<\s]/)[0] ?? '';
  const slash = name.lastIndexOf('/');
  // Go: `github.com/acme/shop/cart.(*Store).Add`.
  const dot = name.indexOf('.', slash + 1);
  if (slash >= 0) return dot > 0 ? name.slice(0, dot) : name.slice(0, slash);
  const parts = name.split(/[.(]/)[0] === name ? [] : name.replace(/\(.*$/, '').split('.').filter(Boolean);
  // Java: `com.acme.shop.Cart.add`; Go's standard library: `runtime.mallocgc`.
  if (parts.length >= 3) return parts.slice(0, -2).join('.');
  return parts.length === 2 ? (parts[0] ?? '') : '';
}

/** Dependencies are told apart by their own name, not by where they lie. */
function folder(path: string): string {
  const dependency = /(?:node_modules|site-packages|dist-packages|gems)\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  return dependency?.[1] ?? path.replace(/[/\\]+$/, '').replace(/^\.\//, '');
}

/** 0 … `PACKAGE_SLOTS` - 1, the same for a package in every profile; null where there is no package. */
export function packageSlot(functionName: string): number | null {
  const name = packageName(functionName);
  if (name === '') return null;
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % PACKAGE_SLOTS;
}
