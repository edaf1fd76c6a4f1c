// RFC 7396 JSON Merge Patch. A patched document shares every branch that the patch does not touch, so
// "is it the same object" answers "has it changed". Several patches in a row share `own`, the objects made for them: a
// large branch is cloneTemplate once, not for each.

/** @type {(target: any, patch: any, own?: Set<object>) => any} */
export function merge(target, patch, own = new Set()) {
  if (!isObject(patch)) return patch;
  const result = own.has(target) ? target : Object.assign(Object.create(null), isObject(target) ? target : undefined);
  own.add(result);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value, own);
  }
  return result;
}

/** @type {(value: unknown) => boolean} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
