/**
 * Values as TLA+ writes them.
 *
 * @module
 */
import { inOrder } from './order.ts';
import { FiniteSet, type Func, LazySet, ModelValue, type Result, Text } from './value.ts';

/** `[type |-> "vote", from |-> 1]`, `<<1, {2, 3}>>`, `(a :> 1 @@ b :> 2)`. */
export function show(value: Result): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Text) return JSON.stringify(value.text);
  if (value instanceof ModelValue) return value.name;
  if (value instanceof LazySet) return value.name();
  if (value instanceof FiniteSet) return `{${inOrder(value).map(show).join(', ')}}`;
  return showFunction(value);
}

function showFunction(func: Func): string {
  const { domain, values } = func;
  if (domain.form === 'tuple') {
    return values.length === 0 ? '<<>>' : `<<${values.map(show).join(', ')}>>`;
  }
  const pairs = inOrder(domain).map((key) => {
    const value = show(values[domain.indexOf(key)] ?? false);
    if (domain.form === 'function') return `${show(key)} :> ${value}`;
    return `${key instanceof Text ? key.text : ''} |-> ${value}`;
  });
  return domain.form === 'record' ? `[${pairs.join(', ')}]` : `(${pairs.join(' @@ ')})`;
}

/** A value in a message: not longer than a line or two. */
export function brief(value: Result): string {
  const text = show(value);
  return text.length <= 200 ? text : `${text.slice(0, 197)}...`;
}
