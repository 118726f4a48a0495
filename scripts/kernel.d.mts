export function buildKernel(
  root: string,
  compile: (script: string, args: string[]) => Promise<unknown>,
): Promise<void>
