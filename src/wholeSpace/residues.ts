/** Primes below 2^26, the largest first: products of two residues stay below 2^53. */
export function* primes(): Generator<number> {
  for (let candidate = 2 ** 26 - 1; candidate > 1; candidate -= 2) if (isPrime(candidate)) yield candidate;
}

/** As many primes as it takes for their product to be above a number. */
export function primesFor(largest: bigint): number[] {
  const taken: number[] = [];
  let product = 1n;
  for (const prime of primes()) {
    if (product > largest) break;
    taken.push(prime);
    product *= BigInt(prime);
  }
  return taken;
}

/**
 * The number below the product of some primes that has the given residues: the Chinese remainder theorem, a prime at a
 * time.
 */
export function fromResidues(residues: readonly number[], moduli: readonly number[]): bigint {
  let [value, product] = [0n, 1n];
  moduli.forEach((modulus, i) => {
    const prime = BigInt(modulus);
    // value + product × t ≡ residue (mod prime)
    const t = modulo((BigInt(residues[i] as number) - value) * inverse(product % prime, prime), prime);
    value += product * t;
    product *= prime;
  });
  return value;
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false;
  return true;
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** By Fermat's little theorem. */
function inverse(value: bigint, prime: bigint): bigint {
  let [result, base, exponent] = [1n, value, prime - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
}
