/**
 * Runs in the sandbox once the codec's own top level has run (so polyfills that it brings are in place): from here on no
 * intrinsic can be changed, and so no call can leave anything behind for the next one.
 *
 * Properties that objects commonly override (`toString`, `constructor`, `name`, …) become accessors whose setter
 * defines the property on the object itself; frozen as plain values they could no longer be assigned to on any object.
 */
export const FREEZE: string = String.raw`
const known = new Map(
  Reflect.ownKeys(world)
    .map((key) => world[key])
    .filter((value) => typeof value === "function" || (typeof value === "object" && value !== null && value !== world))
    .flatMap((value) => (value.prototype ? [value, value.prototype] : [value]))
    .map((owner) => [owner, new Set(Reflect.ownKeys(owner))]),
);
function freezeIntrinsics() {
  const { defineProperty, freeze, getOwnPropertyDescriptor, setPrototypeOf } = Object;
  const { ownKeys } = Reflect;
  const seen = new Set();
  const overridable = (owner, key) => {
    const property = getOwnPropertyDescriptor(owner, key);
    if (!property || !("value" in property) || !property.configurable) return;
    const { value } = property;
    defineProperty(owner, key, {
      get: () => value,
      set(next) {
        if (this === owner) return;
        defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true });
      },
      enumerable: property.enumerable,
      configurable: false,
    });
  };
  const errors = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];
  // What the codec itself added at its top level: it will say so again on every call, and is not to fail there.
  for (const [owner, before] of known) {
    for (const key of ownKeys(owner)) if (!before.has(key)) overridable(owner, key);
  }
  for (const key of ["toString", "toLocaleString", "valueOf", "constructor", "hasOwnProperty"]) overridable(Object.prototype, key);
  for (const kind of errors) for (const key of ["name", "message", "toString", "constructor"]) overridable(kind.prototype, key);
  for (const kind of [Function, Array, Date, Promise, RegExp, Map, Set, Uint8Array, Buffer]) {
    for (const key of ["toString", "constructor", "toJSON", "slice"]) overridable(kind.prototype, key);
  }
  const visit = (value) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    visit(getPrototypeOf(value));
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key);
      visit(property.value);
      visit(property.get);
      visit(property.set);
    }
    if (value !== world) freeze(value);
  };
  visit(world);
  // What no global leads to: generators, iterators, async functions.
  for (const value of [function* () {}, async function () {}, async function* () {}, [][Symbol.iterator](),
    ""[Symbol.iterator](), new Map().entries(), new Set().values(), "".matchAll(/./g), (function () { return arguments; })()]) {
    visit(getPrototypeOf(value));
  }
  // The built-in names move to the global object's prototype: what then stands in the global object itself was put there
  // by a call, and is found and removed in no time.
  const builtIn = Object.create(getPrototypeOf(world));
  for (const key of ownKeys(world)) {
    const property = getOwnPropertyDescriptor(world, key);
    if (!property.configurable) continue;
    const fixed = "value" in property ? { writable: false } : {};
    defineProperty(builtIn, key, { ...property, ...fixed, configurable: false });
    delete world[key];
  }
  setPrototypeOf(world, freeze(builtIn));
  return builtIn;
}
`;
