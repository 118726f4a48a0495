/** A state machine as data: for each state, the states it may go to. */
export type Transitions<S extends string> = { readonly [from in S]: readonly S[] }

/** The states from which `to` may be reached: the guard of an UPDATE. */
export function cameFrom<S extends string>(transitions: Transitions<S>, to: S): S[] {
  return (Object.keys(transitions) as S[]).filter((from) => transitions[from].includes(to))
}
