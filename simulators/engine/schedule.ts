/** Time as the gateways' business sees it, and what is to happen when. */
export type Schedule = {
  /** Milliseconds since the epoch: the injected clock plus whatever `advance` has added. */
  now: () => number
  at: (when: number, run: () => unknown) => void
  /** Runs all that is due, earliest first; resolves when nothing due is left. */
  runDue: () => Promise<void>
  /** Moves business time forward, stopping at everything that falls due on the way. */
  advance: (ms: number) => Promise<void>
  close: () => void
}

type Task = { when: number; run: () => unknown }

/** How often a self-driven simulator looks at its clock. */
const TICK_MS = 100

/** `auto` runs due tasks by itself in real time; `manual` leaves it to the test. */
export function createSchedule(clock: () => Date, drive: 'manual' | 'auto'): Schedule {
  /** Earliest first; of one moment, in the order they were planned. */
  const tasks: Task[] = []
  let offsetMs = 0
  let chain: Promise<void> = Promise.resolve()
  const now = () => clock().getTime() + offsetMs

  const takeDue = (until: number): Task | undefined => {
    const [next] = tasks
    return next && next.when <= until ? tasks.shift() : undefined
  }
  const serially = (work: () => Promise<void>) => {
    chain = chain.then(work, work)
    return chain
  }
  const runDue = () =>
    serially(async () => {
      for (let task = takeDue(now()); task; task = takeDue(now())) await task.run()
    })
  const advance = (ms: number) =>
    serially(async () => {
      const target = now() + ms
      for (let task = takeDue(target); task; task = takeDue(target)) {
        offsetMs += Math.max(0, task.when - now())
        await task.run()
      }
      offsetMs += Math.max(0, target - now())
    })
  /** Self-driven, tasks do not wait for each other: one slow receiver must not hold up the rest. */
  const tick = () => {
    for (let task = takeDue(now()); task; task = takeDue(now())) void task.run()
  }
  const timer = drive === 'auto' ? setInterval(tick, TICK_MS) : null
  return {
    now,
    at: (when, run) => {
      const later = tasks.findIndex((task) => task.when > when)
      tasks.splice(later < 0 ? tasks.length : later, 0, { when, run })
    },
    runDue,
    advance,
    close: () => {
      if (timer) clearInterval(timer)
      tasks.length = 0
    },
  }
}
