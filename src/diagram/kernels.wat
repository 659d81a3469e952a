;; The innermost loops of sampling and enumeration.
;;
;; A loop goes over a block of independent walks, so that their cache misses and chains of multiplications overlap.
;; Arrays of a block hold 4 bytes per walk, limbs 8; a kernel may go on to the next multiple of four walks, which are
;; of no account. $count is in walks, $j in bytes. The arrays lie at fixed addresses, which leaves registers free.
;;
;; Beside what WebAssembly has, scripts/assembleKernels.mjs writes out numbers, @NAME, and macros, (@name …), since engines
;; of today inline no calls; and a bare $name is an operand, (local.get $name).

(@number ROW 2048)        ;; bytes of an array of words, of 512 walks
(@number LIMB 4096)       ;; bytes of an array of limbs
(@number PLACES 4096)     ;; where each walk is: its table or node
(@number PATH 6144)       ;; four rows of records: where each walk went in the last steps
(@number PATH2 8192)
(@number PATH3 10240)
(@number PATH4 12288)
(@number LEFT 14336)      ;; pairs to be turned: a half of an index is a word and what lies above it
(@number LEFT_TOP 16384)
(@number RIGHT 18432)
(@number RIGHT_TOP 20480)
(@number A 14336)         ;; streams, in the same place: their two lanes
(@number B 16384)
(@number NEXT 18432)      ;; and the number of the next word of each
(@number PENDING 22528)   ;; which walk of the block a pair or stream belongs to
(@number WORDS 24576)     ;; three rows of words that streams gave
(@number WORDS2 26624)
(@number WORDS3 28672)
(@number KEYS 3072)       ;; of the seed: eight rounds of three words, or four words of streams
(@number KEYS_END 3168)
(@number MASKS 3200)      ;; of pairs: left word and what lies above it, right word and what lies above it; of draws: two limbs
(@number MASKS2 3208)
(@number SIZE 3216)       ;; two limbs that indices are below
(@number SIZE2 3224)
(@number RIGHT_BITS 3232) ;; bits of the right half, a word of 64
(@number RESTS 30720)     ;; what is left of each walk's index: limbs of 62 bits, the array of the lowest ones first
(@number RESTS2 34816)    ;; and on, as many as indices have

;; mix32 of mix.ts, on the four words of a vector
(@macro (mix $x)
  (local.set $x (v128.xor $x (i32x4.shr_u $x (i32.const 16))))
  (local.set $x (i32x4.mul $x (i32x4.splat (i32.const 0x7feb352d))))
  (local.set $x (v128.xor $x (i32x4.shr_u $x (i32.const 15))))
  (local.set $x (i32x4.mul $x (i32x4.splat (i32.const 0x846ca68b))))
  (local.set $x (v128.xor $x (i32x4.shr_u $x (i32.const 16)))))

;; and on one word
(@macro (mixWord $x)
  (local.set $x (i32.xor $x (i32.shr_u $x (i32.const 16))))
  (local.set $x (i32.mul $x (i32.const 0x7feb352d)))
  (local.set $x (i32.xor $x (i32.shr_u $x (i32.const 15))))
  (local.set $x (i32.mul $x (i32.const 0x846ca68b)))
  (local.set $x (i32.xor $x (i32.shr_u $x (i32.const 16)))))

;; Takes one walk through its table of one limb.
(@macro (step)
  (local.set $table (i32.load offset=@PLACES $j))
  (local.set $rest (i64.load offset=@RESTS (i32.shl $j (i32.const 1))))
  ;; the guide's entry: adding 2^52 leaves the rounded bucket in the low bits
  (local.set $record (i32.load offset=16 (i32.add $table (i32.shl
    (i32.wrap_i64 (i64.reinterpret_f64 (f64.add (f64.const 0x1p52)
      (f64.mul (f64.convert_i64_s $rest) (f64.load $table)))))
    (i32.const 2)))))
  ;; mostly it is this record or the next one: a branch that told which would be guessed wrong every few walks
  (local.set $record (i32.add $record (i32.and $stride (i32.sub (i32.const 0)
    (i64.le_s (i64.load (i32.add $record $stride)) $rest)))))
  (if (i64.le_s (i64.load (i32.add $record $stride)) $rest) (then
    (loop $search
      (local.set $record (i32.add $record $stride))
      (br_if $search (i64.le_s (i64.load (i32.add $record $stride)) $rest)))))
  (i64.store offset=@RESTS (i32.shl $j (i32.const 1)) (i64.sub $rest (i64.load $record)))
  (i32.store offset=@PATH (i32.add $row $j) $record)
  (local.set $table (i32.load offset=8 $record))
  (i32.store offset=@PLACES $j $table)
  (local.set $union (i32.or $union $table)))

;; the address of a limb of what is left of a walk's index
(@macro (rest $limb) (i32.add $rests (i32.mul $limb (i32.const @LIMB))))

;; and of a record's offset: the lowest limb begins it, the others lie behind its costs
(@macro (offset $record $limb)
  (select
    (i32.add (i32.add $record $stride) (i32.shl (i32.sub $limb (i32.const 1)) (i32.const 3)))
    $record
    $limb))

(module
  (import "kernels" "memory" (memory 1))

  ;; ---- indices of distinct samples: the Feistel network of permutation.ts

  ;; Loads samples first, first + 1, …: left = i >> rightBits, right = the rest.
  (func (export "loadPairs") (param $first f64) (param $count i32)
    (local $rightBits i64) (local $j i32) (local $n i32) (local $i i64) (local $half i64)
    (local.set $rightBits (i64.load (i32.const @RIGHT_BITS)))
    (local.set $i (i64.trunc_f64_u $first))
    (loop $walks
      (local.set $half (i64.shr_u $i $rightBits))
      (i64.store32 offset=@LEFT $j $half)
      (i64.store32 offset=@LEFT_TOP $j (i64.shr_u $half (i64.const 32)))
      (local.set $half (i64.xor $i (i64.shl $half $rightBits)))
      (i64.store32 offset=@RIGHT $j $half)
      (i64.store32 offset=@RIGHT_TOP $j (i64.shr_u $half (i64.const 32)))
      (i32.store offset=@PENDING $j $n)
      (local.set $i (i64.add $i (i64.const 1)))
      (local.set $j (i32.add $j (i32.const 4)))
      (br_if $walks (i32.lt_u (local.tee $n (i32.add $n (i32.const 1))) $count))))

  ;; One half of every pair ^= F(the other half): feistelRound of permutation.ts, four pairs at a time.
  (func $round (param $into i32) (param $from i32) (param $count i32) (param $mask i32) (param $key i32)
    (local $end i32) (local $x v128)
    (local $k v128) (local $topKey v128) (local $factor v128) (local $masks v128) (local $topMasks v128)
    (local.set $k (v128.load32_splat $key))
    (local.set $topKey (v128.load32_splat offset=4 $key))
    (local.set $factor (v128.load32_splat offset=8 $key))
    (local.set $masks (v128.load32_splat $mask))
    (local.set $topMasks (v128.load32_splat offset=4 $mask))
    (local.set $end (i32.add $into (i32.shl $count (i32.const 2))))
    (loop $pairs
      (local.set $x (i32x4.add
        (v128.xor (v128.load $from) $k)
        (i32x4.mul $factor (i32x4.add (v128.load offset=@ROW $from) $topKey))))
      (@mix $x)
      (v128.store $into (v128.xor (v128.load $into) (v128.and $x $masks)))
      (v128.store offset=@ROW $into
        (v128.xor (v128.load offset=@ROW $into)
          (v128.and $topMasks (i32x4.shr_u (i32x4.mul $x (i32x4.splat (i32.const 0x2c1b3c6d))) (i32.const 24)))))
      (local.set $from (i32.add $from (i32.const 16)))
      (br_if $pairs (i32.lt_u (local.tee $into (i32.add $into (i32.const 16))) $end))))

  ;; Eight rounds, three words of keys each.
  (func (export "turnPairs") (param $count i32)
    (local $key i32)
    (local.set $key (i32.const @KEYS))
    (loop $rounds
      (call $round (i32.const @LEFT) (i32.const @RIGHT) $count (i32.const @MASKS) $key)
      (call $round (i32.const @RIGHT) (i32.const @LEFT) $count (i32.const @MASKS2) (i32.add $key (i32.const 12)))
      (br_if $rounds (i32.lt_u (local.tee $key (i32.add $key (i32.const 24))) (i32.const @KEYS_END)))))

  ;; Writes every pair as an index of two limbs to its walk, and moves those that are not below size to the front, to
  ;; be turned again: returns how many. Without branches, since nothing foretells which they are.
  (func (export "storePairs") (param $count i32) (result i32)
    (local $rightBits i64) (local $sizeLow i64) (local $sizeHigh i64)
    (local $j i32) (local $end i32) (local $to i32) (local $walk i32)
    (local $left i64) (local $right i64) (local $under i64) (local $over i64)
    (local.set $rightBits (i64.load (i32.const @RIGHT_BITS)))
    (local.set $sizeLow (i64.load (i32.const @SIZE)))
    (local.set $sizeHigh (i64.load (i32.const @SIZE2)))
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $pairs
      (local.set $left (i64.or
        (i64.load32_u offset=@LEFT $j) (i64.shl (i64.load32_u offset=@LEFT_TOP $j) (i64.const 32))))
      (local.set $right (i64.or
        (i64.load32_u offset=@RIGHT $j) (i64.shl (i64.load32_u offset=@RIGHT_TOP $j) (i64.const 32))))
      (local.set $walk (i32.load offset=@PENDING $j))
      (local.set $under (i64.and (i64.const 0x3fffffffffffffff) (i64.or (i64.shl $left $rightBits) $right)))
      (local.set $over (i64.shr_u $left (i64.sub (i64.const 62) $rightBits)))
      (i64.store offset=@RESTS (i32.shl $walk (i32.const 3)) $under)
      (i64.store offset=@RESTS2 (i32.shl $walk (i32.const 3)) $over)
      (i64.store32 offset=@LEFT $to $left)
      (i64.store32 offset=@LEFT_TOP $to (i64.shr_u $left (i64.const 32)))
      (i64.store32 offset=@RIGHT $to $right)
      (i64.store32 offset=@RIGHT_TOP $to (i64.shr_u $right (i64.const 32)))
      (i32.store offset=@PENDING $to $walk)
      (local.set $to (i32.add $to (i32.const 4)))
      (local.set $to (i32.sub $to (i32.shl
        (i32.or (i64.lt_u $over $sizeHigh) (i32.and (i64.eq $over $sizeHigh) (i64.lt_u $under $sizeLow)))
        (i32.const 2))))
      (br_if $pairs (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    (i32.shr_u $to (i32.const 2)))

  ;; ---- indices of samples with replacement, and draws by decision: KeyStream of keyStream.ts

  ;; Opens streams first, first + 1, … at word 0, four at a time.
  (func (export "openStreams") (param $first f64) (param $count i32)
    (local $keys i32)
    (local $j i32) (local $end i32) (local $i i64) (local $lowest v128) (local $low v128) (local $high v128) (local $x v128)
    (local.set $keys (i32.const @KEYS))
    (local.set $i (i64.trunc_f64_u $first))
    (local.set $lowest (i32x4.splat (i32.wrap_i64 $i)))
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $x (i32x4.add (i32x4.splat (i32.shr_u $j (i32.const 2))) (v128.const i32x4 0 1 2 3)))
      (v128.store offset=@PENDING $j $x)
      (local.set $low (i32x4.add $lowest $x))
      ;; carry one where the low word went round
      (local.set $high (i32x4.sub
        (i32x4.splat (i32.wrap_i64 (i64.shr_u $i (i64.const 32)))) (i32x4.lt_u $low $lowest)))
      (local.set $x (v128.xor $low (v128.load32_splat $keys)))
      (@mix $x)
      (v128.store offset=@A $j (v128.xor $x
        (i32x4.mul (i32x4.add $high (v128.load32_splat offset=4 $keys)) (i32x4.splat (i32.const 0x9e3779b1)))))
      (local.set $x (i32x4.add $low (v128.load32_splat offset=8 $keys)))
      (@mix $x)
      (v128.store offset=@B $j (i32x4.add $x
        (i32x4.mul (v128.xor $high (v128.load32_splat offset=12 $keys)) (i32x4.splat (i32.const 0x85ebca6b)))))
      (v128.store offset=@NEXT $j (v128.const i32x4 0 0 0 0))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 16))) $end))))

  ;; The next word of every stream, into a row of words.
  (func (export "drawWords") (param $row i32) (param $count i32)
    (local $j i32) (local $end i32) (local $t v128) (local $x v128)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $t (v128.load offset=@NEXT $j))
      (v128.store offset=@NEXT $j (i32x4.add $t (i32x4.splat (i32.const 1))))
      (local.set $x (i32x4.add (v128.load offset=@A $j) (i32x4.mul $t (i32x4.splat (i32.const 0x9e3779b9)))))
      (@mix $x)
      (local.set $x (i32x4.add (v128.load offset=@B $j) $x))
      (@mix $x)
      (v128.store offset=@WORDS (i32.add $row $j) $x)
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 16))) $end))))

  ;; As storePairs, for indices below 2^80 of three rows of words: 32 bits, 32 bits from bit 40 on, what lies between and above.
  (func (export "storeDraws") (param $count i32) (result i32)
    (local $lowMask i64) (local $highMask i64) (local $sizeLow i64) (local $sizeHigh i64)
    (local $j i32) (local $end i32) (local $to i32) (local $walk i32) (local $tops i64) (local $under i64) (local $over i64)
    (local.set $lowMask (i64.load (i32.const @MASKS)))
    (local.set $highMask (i64.load (i32.const @MASKS2)))
    (local.set $sizeLow (i64.load (i32.const @SIZE)))
    (local.set $sizeHigh (i64.load (i32.const @SIZE2)))
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $draws
      (local.set $tops (i64.load32_u offset=@WORDS3 $j))
      ;; bits 0 to 39
      (local.set $under (i64.or (i64.load32_u offset=@WORDS $j)
        (i64.shl (i64.and $tops (i64.const 0xff)) (i64.const 32))))
      ;; bits 40 to 79
      (local.set $over (i64.or (i64.load32_u offset=@WORDS2 $j)
        (i64.shl (i64.and (i64.shr_u $tops (i64.const 8)) (i64.const 0xff)) (i64.const 32))))
      (local.set $under (i64.and $lowMask
        (i64.or $under (i64.and (i64.shl $over (i64.const 40)) (i64.const 0x3fffffffffffffff)))))
      (local.set $over (i64.and $highMask (i64.shr_u $over (i64.const 22))))
      (local.set $walk (i32.load offset=@PENDING $j))
      (i64.store offset=@RESTS (i32.shl $walk (i32.const 3)) $under)
      (i64.store offset=@RESTS2 (i32.shl $walk (i32.const 3)) $over)
      (i32.store offset=@A $to (i32.load offset=@A $j))
      (i32.store offset=@B $to (i32.load offset=@B $j))
      (i32.store offset=@PENDING $to $walk)
      (local.set $to (i32.add $to (i32.const 4)))
      (local.set $to (i32.sub $to (i32.shl
        (i32.or (i64.lt_u $over $sizeHigh) (i32.and (i64.eq $over $sizeHigh) (i64.lt_u $under $sizeLow)))
        (i32.const 2))))
      (br_if $draws (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    (i32.shr_u $to (i32.const 2)))

  ;; ---- walks: tableWalk.ts and arcWalk.ts describe tables, nodes and records

  ;; Takes every walk through its table, and writes a row of the path: all tables are of one limb. Returns the tables that
  ;; follow, or-ed together.
  (func (export "step") (param $row i32) (param $count i32) (param $stride i32) (result i32)
    (local $j i32) (local $end i32) (local $table i32) (local $record i32) (local $next i32) (local $rest i64) (local $union i32)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (@step)
      (local.set $j (i32.add $j (i32.const 4)))
      (@step)
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    $union)

  ;; As step, for walks some of which are at tables of more limbs: those have odd addresses here. Upper limbs of records lie
  ;; behind the costs.
  (func (export "stepWide") (param $row i32) (param $count i32) (param $stride i32) (param $wideStride i32) (result i32)
    (local $j i32) (local $end i32) (local $table i32) (local $record i32) (local $next i32) (local $union i32)
    (local $step i32) (local $top i32) (local $limb i32) (local $rests i32) (local $place i32)
    (local $have i64) (local $need i64) (local $borrow i64) (local $scaled f64)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $table (i32.load offset=@PLACES $j))
      (local.set $step (select $wideStride $stride (i32.and $table (i32.const 1))))
      (local.set $table (i32.and $table (i32.const -2)))
      (local.set $rests (i32.add (i32.const @RESTS) (i32.shl $j (i32.const 1))))
      (local.set $top (i32.sub (i32.load offset=8 $table) (i32.const 1)))
      (local.set $scaled (f64.convert_i64_s (i64.load (@rest $top))))
      (if $top (then
        ;; cut to 53 bits, so that it never rounds up into the limb above
        (local.set $scaled (f64.add (f64.mul $scaled (f64.const 0x1p62))
          (f64.convert_i64_s (i64.and (i64.const -512) (i64.load (i32.sub (@rest $top) (i32.const @LIMB)))))))))
      (local.set $record (i32.load offset=16 (i32.add $table (i32.shl
        (i32.wrap_i64 (i64.reinterpret_f64 (f64.add (f64.const 0x1p52) (f64.mul $scaled (f64.load $table)))))
        (i32.const 2)))))
      ;; as in step, where two limbs tell
      (if (i32.eq $top (i32.const 1)) (then
        (local.set $next (i32.add $record $step))
        (local.set $have (i64.load offset=@LIMB $rests))
        (local.set $need (i64.load (i32.add $next $stride)))
        (local.set $record (i32.add $record (i32.and $step (i32.sub (i32.const 0)
          (i32.or (i64.lt_s $need $have)
            (i32.and (i64.eq $need $have) (i64.le_s (i64.load $next) (i64.load $rests))))))))))
      (block $found (loop $search
        (local.set $next (i32.add $record $step))
        (local.set $limb $top)
        (block $reached (loop $compare
          (local.set $have (i64.load (@rest $limb)))
          (local.set $need (i64.load (@offset $next $limb)))
          (br_if $found (i64.lt_s $have $need))
          (br_if $reached (i64.gt_s $have $need))
          (br_if $compare (i32.ge_s (local.tee $limb (i32.sub $limb (i32.const 1))) (i32.const 0)))))
        (local.set $record $next)
        (br $search)))
      (local.set $limb (i32.const 0))
      (local.set $borrow (i64.const 0))
      (loop $subtract
        (local.set $place (@rest $limb))
        (local.set $have (i64.sub (i64.sub (i64.load $place) $borrow) (i64.load (@offset $record $limb))))
        (local.set $borrow (i64.shr_u $have (i64.const 63)))
        (i64.store $place (i64.and $have (i64.const 0x3fffffffffffffff)))
        (br_if $subtract (i32.le_s (local.tee $limb (i32.add $limb (i32.const 1))) $top)))
      (i32.store offset=@PATH (i32.add $row $j) $record)
      (local.set $table (i32.load offset=8 $record))
      (i32.store offset=@PLACES $j $table)
      (local.set $union (i32.or $union $table))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    $union)

  ;; Takes every walk over an arc of its node, and writes a row of the path: word mod the number of arcs, by rejection.
  ;; Returns the nodes that follow, or-ed together.
  (func (export "decide") (param $row i32) (param $count i32) (param $stride i32) (result i32)
    (local $j i32) (local $end i32) (local $node i32) (local $record i32) (local $word i32) (local $union i32)
    (local $t i32) (local $x i32)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $node (i32.load offset=@PLACES $j))
      (local.set $word (i32.load offset=@WORDS $j))
      (if (i32.gt_u $word (i32.load offset=8 $node)) (then
        (local.set $t (i32.load offset=@NEXT $j))
        (loop $again
          (local.set $x (i32.add (i32.load offset=@A $j) (i32.mul $t (i32.const 0x9e3779b9))))
          (@mixWord $x)
          (local.set $x (i32.add (i32.load offset=@B $j) $x))
          (@mixWord $x)
          (local.set $t (i32.add $t (i32.const 1)))
          (br_if $again (i32.gt_u $x (i32.load offset=8 $node))))
        (i32.store offset=@NEXT $j $t)
        (local.set $word $x)))
      (local.set $record (i32.add (i32.load $node)
        (i32.mul $stride (i32.rem_u $word (i32.load offset=4 $node)))))
      (i32.store offset=@PATH (i32.add $row $j) $record)
      (local.set $node (i32.load offset=8 $record))
      (i32.store offset=@PLACES $j $node)
      (local.set $union (i32.or $union $node))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    $union)

  ;; ---- figures

  ;; Adds to the sums, four words a walk, the words at $offset of the records of all four rows.
  (func (export "addRecords") (param $sums i32) (param $count i32) (param $offset i32)
    (local $j i32) (local $end i32)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (v128.store $sums (i32x4.add
        (i32x4.add
          (i32x4.add (v128.load $sums) (v128.load (i32.add $offset (i32.load offset=@PATH $j))))
          (v128.load (i32.add $offset (i32.load offset=@PATH2 $j))))
        (i32x4.add
          (v128.load (i32.add $offset (i32.load offset=@PATH3 $j)))
          (v128.load (i32.add $offset (i32.load offset=@PATH4 $j))))))
      (local.set $sums (i32.add $sums (i32.const 16)))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end))))

  ;; As addRecords, of one row, where the words marked at $isMax combine by the greatest.
  (func (export "mixRecords") (param $row i32) (param $sums i32) (param $count i32) (param $offset i32) (param $isMax i32)
    (local $end i32) (local $cost v128) (local $mask v128)
    (local.set $end (i32.add $row (i32.shl $count (i32.const 2))))
    (local.set $mask (v128.load $isMax))
    (loop $walks
      (local.set $cost (v128.load (i32.add $offset (i32.load offset=@PATH $row))))
      (v128.store $sums (v128.bitselect
        (i32x4.max_s (v128.load $sums) $cost) (i32x4.add (v128.load $sums) $cost) $mask))
      (local.set $sums (i32.add $sums (i32.const 16)))
      (br_if $walks (i32.lt_u (local.tee $row (i32.add $row (i32.const 4))) $end))))

  ;; out = base + weight * sum; sums lie 16 bytes apart.
  (func (export "writeSums")
    (param $sums i32) (param $out i32) (param $count i32) (param $weight f64) (param $base f64)
    (local $end i32)
    (local.set $end (i32.add $out (i32.shl $count (i32.const 3))))
    (loop $walks
      (f64.store $out (f64.add $base (f64.mul $weight (f64.convert_i32_s (i32.load $sums)))))
      (local.set $sums (i32.add $sums (i32.const 16)))
      (br_if $walks (i32.lt_u (local.tee $out (i32.add $out (i32.const 8))) $end))))

  ;; out += weight * sum.
  (func (export "addSums")
    (param $sums i32) (param $out i32) (param $count i32) (param $weight f64)
    (local $end i32)
    (local.set $end (i32.add $out (i32.shl $count (i32.const 3))))
    (loop $walks
      (f64.store $out (f64.add (f64.load $out) (f64.mul $weight (f64.convert_i32_s (i32.load $sums)))))
      (local.set $sums (i32.add $sums (i32.const 16)))
      (br_if $walks (i32.lt_u (local.tee $out (i32.add $out (i32.const 8))) $end))))

  ;; out = figures[sum].
  (func (export "writeRanked")
    (param $sums i32) (param $out i32) (param $count i32) (param $figures i32)
    (local $end i32)
    (local.set $end (i32.add $out (i32.shl $count (i32.const 3))))
    (loop $walks
      (f64.store $out (f64.load (i32.add $figures (i32.shl (i32.load $sums) (i32.const 3)))))
      (local.set $sums (i32.add $sums (i32.const 16)))
      (br_if $walks (i32.lt_u (local.tee $out (i32.add $out (i32.const 8))) $end))))

  ;; ---- enumeration

  ;; out = prefix + costs.
  (func (export "addPrefix") (param $out i32) (param $costs i32) (param $count i32) (param $prefix f64)
    (local $end i32) (local $p v128)
    (local.set $p (f64x2.splat $prefix))
    (local.set $end (i32.add $out (i32.shl (i32.and $count (i32.const -8)) (i32.const 3))))
    (block $none
      (br_if $none (i32.ge_u $out $end))
      (loop $eight
        (v128.store $out (f64x2.add $p (v128.load $costs)))
        (v128.store offset=16 $out (f64x2.add $p (v128.load offset=16 $costs)))
        (v128.store offset=32 $out (f64x2.add $p (v128.load offset=32 $costs)))
        (v128.store offset=48 $out (f64x2.add $p (v128.load offset=48 $costs)))
        (local.set $costs (i32.add $costs (i32.const 64)))
        (br_if $eight (i32.lt_u (local.tee $out (i32.add $out (i32.const 64))) $end))))
    (local.set $end (i32.add $out (i32.shl (i32.and $count (i32.const 7)) (i32.const 3))))
    (block $done (loop $one
      (br_if $done (i32.ge_u $out $end))
      (f64.store $out (f64.add $prefix (f64.load $costs)))
      (local.set $costs (i32.add $costs (i32.const 8)))
      (local.set $out (i32.add $out (i32.const 8)))
      (br $one))))

  ;; out = the greater of prefix and cost.
  (func (export "raisePrefix") (param $out i32) (param $costs i32) (param $count i32) (param $prefix f64)
    (local $end i32)
    (local.set $end (i32.add $out (i32.shl $count (i32.const 3))))
    (block $done (loop $one
      (br_if $done (i32.ge_u $out $end))
      (f64.store $out (f64.max $prefix (f64.load $costs)))
      (local.set $costs (i32.add $costs (i32.const 8)))
      (local.set $out (i32.add $out (i32.const 8)))
      (br $one))))
)
