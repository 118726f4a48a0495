/**
 * Area under the ROC curve as the Mann-Whitney statistic: the chance that a positive stands above a
 * negative, ties counting one half (Hanley & McNeil, Radiology 143, 1982). NaN if a class is
 * absent.
 */
export function rocAuc(scores: Float64Array, labels: Uint8Array): number {
  const order = Uint32Array.from(scores, (_, at) => at)
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  let positives = 0
  let rankSum = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++
    const rank = (from + 1 + to) / 2
    for (let at = from; at < to; at++) {
      if (labels[order[at] ?? 0] !== 1) continue
      positives++
      rankSum += rank
    }
    from = to
  }
  const negatives = order.length - positives
  if (positives === 0 || negatives === 0) return Number.NaN
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Mean squared error of probabilities (Brier, 1950). */
export function brierScore(probabilities: Float64Array, labels: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < labels.length; at++) {
    sum += ((probabilities[at] ?? 0) - (labels[at] ?? 0)) ** 2
  }
  return sum / Math.max(1, labels.length)
}

/** Mean negative log-likelihood in nats. */
export function logLoss(probabilities: Float64Array, labels: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < labels.length; at++) {
    const p = Math.min(1 - 1e-12, Math.max(1e-12, probabilities[at] ?? 0))
    sum -= Math.log(labels[at] === 1 ? p : 1 - p)
  }
  return sum / Math.max(1, labels.length)
}

/** One point of a calibration curve: how often it happened where `predicted` was said. */
export type CalibrationBin = { count: number; predicted: number; observed: number }

/** Bins of equal size, by probability; the last ones may hold one less. */
export function calibrationCurve(probabilities: Float64Array, labels: Uint8Array, bins = 10) {
  const order = Uint32Array.from(probabilities, (_, at) => at)
  order.sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0) || a - b)
  const curve: CalibrationBin[] = []
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * order.length) / bins)
    const part = order.subarray(from, Math.floor(((bin + 1) * order.length) / bins))
    if (part.length === 0) continue
    let predicted = 0
    let observed = 0
    for (const at of part) {
      predicted += probabilities[at] ?? 0
      observed += labels[at] ?? 0
    }
    const count = part.length
    curve.push({ count, predicted: predicted / count, observed: observed / count })
  }
  return curve
}

/** Expected calibration error over bins of equal size (Naeini et al., AAAI 2015). */
export function calibrationError(probabilities: Float64Array, labels: Uint8Array, bins = 10) {
  const curve = calibrationCurve(probabilities, labels, bins)
  const off = curve.reduce(
    (sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.observed),
    0,
  )
  return off / Math.max(1, labels.length)
}

/** Mean log loss of log-odds, in nats; margin n belongs to `rows[n]`. */
export function marginLoss(margins: Float64Array, labels: Uint8Array, rows: Uint32Array): number {
  let loss = 0
  for (let at = 0; at < rows.length; at++) {
    const m = margins[at] ?? 0
    loss += Math.max(0, m) + Math.log1p(Math.exp(-Math.abs(m))) - (labels[rows[at] ?? 0] ?? 0) * m
  }
  return loss / Math.max(1, rows.length)
}
