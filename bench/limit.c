/*
 * What this machine could do: the sums that sampling and enumeration do, over the same tables, in C. Only `npm run bench` uses it: it
 * compiles it where there is a compiler (compileLimit.ts), and the column of the limit is empty where there is none.
 *
 * It reads the memory of the kernels from a file (limit.ts writes it; src/diagram/kernels.wat and tableWalk.ts describe it) and
 * prints nanoseconds of CPU time, the least of several runs, as JSON. Sums of the columns are printed too: they must be those of the bench.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 512, TERMINAL = 64, RUNS = 7, LEAF = 2048 };
static const int64_t MASK62 = 0x3fffffffffffffff;

typedef int32_t lanes __attribute__((vector_size(16), aligned(8)));

static char *memory;
static int32_t at32(uint32_t address) { return *(int32_t *)(memory + address); }
static int64_t at64(uint32_t address) { return *(int64_t *)(memory + address); }
static double atFloat(uint32_t address) { return *(double *)(memory + address); }

struct parameters {
  int32_t root, stride, wideStride, rightBits;
  uint32_t leftMask, leftTopMask, rightMask, rightTopMask;
  int64_t sizeLow, sizeHigh;
  double weights[4], bases[4];
  uint32_t keys[24];
  int64_t samples, bytes;
} given;

/* A block of walks, as in kernels.wat. */
static uint32_t left[BLOCK], leftTop[BLOCK], right[BLOCK], rightTop[BLOCK], pending[BLOCK];
static int64_t low[BLOCK], high[BLOCK];
static uint32_t table[BLOCK], path[4][BLOCK];
static lanes sums[BLOCK];

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static uint32_t mix(uint32_t x) {
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}

static void turn(uint32_t *restrict into, uint32_t *restrict intoTop, const uint32_t *restrict from, const uint32_t *restrict fromTop,
                 int count, uint32_t mask, uint32_t topMask, const uint32_t *key) {
  const uint32_t k = key[0], topKey = key[1], factor = key[2];
  for (int j = 0; j < count; j++) {
    const uint32_t mixed = mix((from[j] ^ k) + (fromTop[j] + topKey) * factor);
    into[j] ^= mixed & mask;
    intoTop[j] ^= ((mixed * 0x2c1b3c6du) >> 24) & topMask;
  }
}

__attribute__((noinline)) static void permute(int64_t first) {
  const int shift = given.rightBits;
  for (int j = 0; j < BLOCK; j++) {
    const uint64_t i = first + j, half = i >> shift, rest = i ^ (half << shift);
    left[j] = half, leftTop[j] = half >> 32, right[j] = rest, rightTop[j] = rest >> 32, pending[j] = j;
  }
  for (int count = BLOCK; count > 0;) {
    for (int key = 0; key < 24; key += 6) {
      turn(left, leftTop, right, rightTop, count, given.leftMask, given.leftTopMask, given.keys + key);
      turn(right, rightTop, left, leftTop, count, given.rightMask, given.rightTopMask, given.keys + key + 3);
    }
    int to = 0;
    for (int j = 0; j < count; j++) {
      const uint64_t l = left[j] | (uint64_t)leftTop[j] << 32, r = right[j] | (uint64_t)rightTop[j] << 32;
      const int64_t under = ((l << shift) | r) & MASK62, over = l >> (62 - shift);
      const uint32_t walk = pending[j];
      low[walk] = under, high[walk] = over;
      left[to] = left[j], leftTop[to] = leftTop[j], right[to] = right[j], rightTop[to] = rightTop[j], pending[to] = walk;
      to += !(over < given.sizeHigh || (over == given.sizeHigh && under < given.sizeLow));
    }
    count = to;
  }
}

static uint32_t bucketOf(double scaled) {
  const double shifted = scaled + 0x1p52;
  uint32_t bucket;
  memcpy(&bucket, &shifted, 4);
  return bucket;
}

/* 1 if a <= b, from the sign of the difference: no branch. */
static uint32_t notAbove(int64_t a, int64_t b) { return 1 + (uint32_t)((b - a) >> 63); }

static uint32_t step(uint32_t *restrict row) {
  const uint32_t stride = given.stride;
  uint32_t all = 0;
  for (int j = 0; j < BLOCK; j++) {
    const uint32_t t = table[j];
    const int64_t rest = low[j];
    uint32_t record = at32(t + 16 + 4 * bucketOf((double)rest * atFloat(t)));
    record += stride & -notAbove(at64(record + stride), rest);
    while (__builtin_expect(at64(record + stride) <= rest, 0)) record += stride;
    low[j] = rest - at64(record);
    row[j] = record;
    all |= table[j] = at32(record + 8);
  }
  return all;
}

/* Indices of two limbs. */
static uint32_t stepWide(uint32_t *restrict row) {
  const uint32_t stride = given.stride, wide = given.wideStride;
  uint32_t all = 0;
  for (int j = 0; j < BLOCK; j++) {
    const uint32_t t = table[j] & ~1u, next = table[j] & 1 ? wide : stride;
    const int64_t under = low[j], over = table[j] & 1 ? high[j] : 0;
    const double rest = table[j] & 1 ? (double)over * 0x1p62 + (double)(under & -512) : (double)under;
    uint32_t record = at32(t + 16 + 4 * bucketOf(rest * atFloat(t)));
    for (;;) {
      const int64_t nextOver = table[j] & 1 ? at64(record + next + stride) : 0;
      if (nextOver > over || (nextOver == over && at64(record + next) > under)) break;
      record += next;
    }
    const int64_t difference = under - at64(record);
    low[j] = difference & MASK62;
    if (table[j] & 1) high[j] = over - at64(record + stride) + (difference >> 63);
    row[j] = record;
    all |= table[j] = at32(record + 8);
  }
  return all;
}

static void add(int steps) {
  for (int s = steps; s < 4; s++)
    for (int j = 0; j < BLOCK; j++) path[s][j] = 96;
  for (int j = 0; j < BLOCK; j++) {
    lanes sum = sums[j];
    for (int s = 0; s < 4; s++) sum += *(lanes *)(memory + path[s][j] + 16);
    sums[j] = sum;
  }
}

__attribute__((noinline)) static void descend(void) {
  uint32_t all = given.root;
  int steps = 0;
  memset(sums, 0, sizeof sums);
  for (int j = 0; j < BLOCK; j++) table[j] = given.root;
  while (all != TERMINAL) {
    all = all & 1 ? stepWide(path[steps]) : step(path[steps]);
    if (++steps == 4) add(4), steps = 0;
  }
  if (steps > 0) add(steps);
}

__attribute__((noinline)) static void writeColumns(double *const *out, int64_t first) {
  for (int c = 0; c < 4; c++)
    for (int j = 0; j < BLOCK; j++) out[c][first + j] = given.bases[c] + given.weights[c] * sums[j][c];
}

__attribute__((noinline)) static void addPrefix(double *restrict out, const double *restrict costs, int64_t count, double prefix) {
  for (int64_t i = 0; i < count; i++) out[i] = prefix + costs[i];
}

static double least(double a, double b) { return a < b ? a : b; }

/* Nanoseconds per architecture of writing prefix + cost into columns of `rows`, leaf by leaf. */
static double enumerate(double *const *out, int columns, int64_t rows, const double *costs) {
  double best = 1e9;
  const int repeats = 1 + 4000000 / rows;
  for (int run = 0; run < RUNS; run++) {
    const double start = seconds();
    for (int repeat = 0; repeat < repeats; repeat++)
      for (int64_t i = 0; i + LEAF <= rows; i += LEAF)
        for (int c = 0; c < columns; c++) addPrefix(out[c] + i, costs + c * LEAF, LEAF, run + i);
    best = least(best, (seconds() - start) / repeats);
  }
  return best * 1e9 / rows;
}

int main(int count, char **arguments) {
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (file == NULL || fread(&given, sizeof given, 1, file) != 1) return 1;
  memory = aligned_alloc(4096, (given.bytes + 8191) / 4096 * 4096);
  if (fread(memory, 1, given.bytes, file) != (size_t)given.bytes) return 1;
  const int64_t samples = given.samples / BLOCK * BLOCK, rows = 20000000;
  double *out[4];
  for (int c = 0; c < 4; c++) {
    out[c] = aligned_alloc(4096, 8 * rows);
    memset(out[c], 0, 8 * rows);
  }
  double permuting = 1e9, all = 1e9;
  for (int run = 0; run < RUNS; run++) {
    double start = seconds();
    for (int64_t first = 0; first < samples; first += BLOCK) permute(first);
    permuting = least(permuting, seconds() - start);
    start = seconds();
    for (int64_t first = 0; first < samples; first += BLOCK) permute(first), descend(), writeColumns(out, first);
    all = least(all, seconds() - start);
  }
  double total = 0;
  for (int c = 0; c < 4; c++)
    for (int64_t i = 0; i < samples; i++) total += out[c][i];
  double writing = 1e9, filling = 1e9, reading = 1e9;
  volatile int64_t sink = 0;
  for (int run = 0; run < RUNS; run++) {
    double start = seconds();
    for (int64_t first = 0; first < samples; first += BLOCK) writeColumns(out, first);
    writing = least(writing, seconds() - start);
    start = seconds();
    memset(out[0], run, 8 * rows);
    filling = least(filling, seconds() - start);
    start = seconds();
    int64_t sum = 0;
    for (int64_t i = 0; i < rows; i++) sum += ((const int64_t *)out[0])[i];
    sink = sink + sum;
    reading = least(reading, seconds() - start);
  }
  static double costs[4 * LEAF];
  for (int i = 0; i < 4 * LEAF; i++) costs[i] = i;
  printf("{\"sample\": %.3f, \"permute\": %.3f, \"write\": %.3f, \"total\": %.0f, ", all * 1e9 / samples, permuting * 1e9 / samples,
         writing * 1e9 / samples, total);
  printf("\"enumerate1\": %.4f, \"enumerate4\": %.4f, ", enumerate(out, 1, rows, costs), enumerate(out, 4, rows / 4, costs));
  printf("\"cached1\": %.4f, \"cached4\": %.4f, ", enumerate(out, 1, 65536, costs), enumerate(out, 4, 65536, costs));
  printf("\"written\": %.0f, \"read\": %.0f}\n", 8 * rows / filling, 8 * rows / reading);
  return 0;
}
