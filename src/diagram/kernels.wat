;; The innermost loops of sampling and enumeration. kernels.ts says what memory they work on.
;;
;; A loop goes over a block of independent walks, so that their cache misses and chains of multiplications overlap.
;; Arrays of a block hold 4 bytes per walk, of limbs 8; they are padded to whole vectors. $count is in walks, $j in bytes.
;;
;; Beside what WebAssembly has, a bare $name is an operand, (local.get $name), and (@mix $x), (@mix1 $x) are mix32 of
;; mix.ts on the four words of a vector or on one. The assembler writes them out: no engine of today inlines calls.
(module
  (memory (export "memory") 1)

  ;; ---- indices of distinct samples: the Feistel network of permutation.ts

  ;; Loads samples first, first + 1, …: left = i >> rightBits, right = the rest, places = 0, 1, …
  (func (export "loadPairs")
    (param $first f64) (param $count i32) (param $rightBits i64)
    (param $left i32) (param $leftTop i32) (param $right i32) (param $rightTop i32) (param $places i32)
    (local $j i32) (local $n i32) (local $i i64) (local $half i64)
    (local.set $i (i64.trunc_f64_u $first))
    (loop $walks
      (local.set $half (i64.shr_u $i $rightBits))
      (i64.store32 (i32.add $left $j) $half)
      (i64.store32 (i32.add $leftTop $j) (i64.shr_u $half (i64.const 32)))
      (local.set $half (i64.xor $i (i64.shl $half $rightBits)))
      (i64.store32 (i32.add $right $j) $half)
      (i64.store32 (i32.add $rightTop $j) (i64.shr_u $half (i64.const 32)))
      (i32.store (i32.add $places $j) $n)
      (local.set $i (i64.add $i (i64.const 1)))
      (local.set $j (i32.add $j (i32.const 4)))
      (br_if $walks (i32.lt_u (local.tee $n (i32.add $n (i32.const 1))) $count))))

  ;; One half of every pair ^= F(the other half): feistelRound of permutation.ts, four pairs at a time.
  (func $round
    (param $into i32) (param $intoTop i32) (param $from i32) (param $fromTop i32)
    (param $count i32) (param $mask i32) (param $topMask i32) (param $key i32)
    (local $j i32) (local $end i32) (local $x v128)
    (local $k v128) (local $topKey v128) (local $factor v128) (local $masks v128) (local $topMasks v128)
    (local.set $k (v128.load32_splat $key))
    (local.set $topKey (v128.load32_splat offset=4 $key))
    (local.set $factor (v128.load32_splat offset=8 $key))
    (local.set $masks (i32x4.splat $mask))
    (local.set $topMasks (i32x4.splat $topMask))
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $pairs
      (local.set $x (i32x4.add
        (v128.xor (v128.load (i32.add $from $j)) $k)
        (i32x4.mul $factor (i32x4.add (v128.load (i32.add $fromTop $j)) $topKey))))
      (@mix $x)
      (v128.store (i32.add $into $j)
        (v128.xor (v128.load (i32.add $into $j)) (v128.and $x $masks)))
      (v128.store (i32.add $intoTop $j)
        (v128.xor (v128.load (i32.add $intoTop $j))
          (v128.and $topMasks (i32x4.shr_u (i32x4.mul $x (i32x4.splat (i32.const 0x2c1b3c6d))) (i32.const 24)))))
      (br_if $pairs (i32.lt_u (local.tee $j (i32.add $j (i32.const 16))) $end))))

  ;; Eight rounds, three words of keys each.
  (func (export "turnPairs")
    (param $left i32) (param $leftTop i32) (param $right i32) (param $rightTop i32) (param $count i32)
    (param $leftMask i32) (param $leftTopMask i32) (param $rightMask i32) (param $rightTopMask i32) (param $keys i32)
    (local $end i32)
    (local.set $end (i32.add $keys (i32.const 96)))
    (loop $rounds
      (call $round $left $leftTop $right $rightTop $count $leftMask $leftTopMask $keys)
      (call $round $right $rightTop $left $leftTop $count $rightMask $rightTopMask (i32.add $keys (i32.const 12)))
      (br_if $rounds (i32.lt_u (local.tee $keys (i32.add $keys (i32.const 24))) $end))))

  ;; Writes every pair as an index in limbs of 62 bits to its place, and moves those that are not below size to the
  ;; front, to be turned again: returns how many. Without branches, since nothing foretells which they are.
  (func (export "storePairs")
    (param $count i32) (param $rightBits i64)
    (param $left i32) (param $leftTop i32) (param $right i32) (param $rightTop i32) (param $places i32)
    (param $low i32) (param $high i32) (param $sizeLow i64) (param $sizeHigh i64) (result i32)
    (local $j i32) (local $end i32) (local $to i32) (local $place i32)
    (local $leftHalf i64) (local $rightHalf i64) (local $under i64) (local $over i64)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $pairs
      (local.set $leftHalf (i64.or
        (i64.load32_u (i32.add $left $j)) (i64.shl (i64.load32_u (i32.add $leftTop $j)) (i64.const 32))))
      (local.set $rightHalf (i64.or
        (i64.load32_u (i32.add $right $j)) (i64.shl (i64.load32_u (i32.add $rightTop $j)) (i64.const 32))))
      (local.set $place (i32.load (i32.add $places $j)))
      (local.set $under (i64.and (i64.const 0x3fffffffffffffff) (i64.or (i64.shl $leftHalf $rightBits) $rightHalf)))
      (local.set $over (i64.shr_u $leftHalf (i64.sub (i64.const 62) $rightBits)))
      (i64.store (i32.add $low (i32.shl $place (i32.const 3))) $under)
      (i64.store (i32.add $high (i32.shl $place (i32.const 3))) $over)
      (i64.store32 (i32.add $left $to) $leftHalf)
      (i64.store32 (i32.add $leftTop $to) (i64.shr_u $leftHalf (i64.const 32)))
      (i64.store32 (i32.add $right $to) $rightHalf)
      (i64.store32 (i32.add $rightTop $to) (i64.shr_u $rightHalf (i64.const 32)))
      (i32.store (i32.add $places $to) $place)
      (local.set $to (i32.add $to (i32.const 4)))
      (local.set $to (i32.sub $to (i32.shl
        (i32.or (i64.lt_u $over $sizeHigh) (i32.and (i64.eq $over $sizeHigh) (i64.lt_u $under $sizeLow)))
        (i32.const 2))))
      (br_if $pairs (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    (i32.shr_u $to (i32.const 2)))

  ;; ---- indices of samples with replacement, and draws by decision: KeyStream of keyStream.ts

  ;; Opens streams first, first + 1, … at word 0, four at a time: $keys are the four keys of the seed.
  (func (export "openStreams")
    (param $first f64) (param $count i32) (param $keys i32) (param $a i32) (param $b i32) (param $next i32)
    (local $j i32) (local $end i32) (local $i i64) (local $lowest v128) (local $low v128) (local $high v128) (local $x v128)
    (local.set $i (i64.trunc_f64_u $first))
    (local.set $lowest (i32x4.splat (i32.wrap_i64 $i)))
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $low (i32x4.add $lowest
        (i32x4.add (i32x4.splat (i32.shr_u $j (i32.const 2))) (v128.const i32x4 0 1 2 3))))
      ;; carry one where the low word went round
      (local.set $high (i32x4.sub
        (i32x4.splat (i32.wrap_i64 (i64.shr_u $i (i64.const 32)))) (i32x4.lt_u $low $lowest)))
      (local.set $x (v128.xor $low (v128.load32_splat $keys)))
      (@mix $x)
      (v128.store (i32.add $a $j) (v128.xor $x
        (i32x4.mul (i32x4.add $high (v128.load32_splat offset=4 $keys)) (i32x4.splat (i32.const 0x9e3779b1)))))
      (local.set $x (i32x4.add $low (v128.load32_splat offset=8 $keys)))
      (@mix $x)
      (v128.store (i32.add $b $j) (i32x4.add $x
        (i32x4.mul (v128.xor $high (v128.load32_splat offset=12 $keys)) (i32x4.splat (i32.const 0x85ebca6b)))))
      (v128.store (i32.add $next $j) (v128.const i32x4 0 0 0 0))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 16))) $end))))

  ;; The next word of every stream.
  (func (export "drawWords")
    (param $a i32) (param $b i32) (param $next i32) (param $words i32) (param $count i32)
    (local $j i32) (local $end i32) (local $t v128) (local $x v128)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $t (v128.load (i32.add $next $j)))
      (v128.store (i32.add $next $j) (i32x4.add $t (i32x4.splat (i32.const 1))))
      (local.set $x (i32x4.add (v128.load (i32.add $a $j)) (i32x4.mul $t (i32x4.splat (i32.const 0x9e3779b9)))))
      (@mix $x)
      (local.set $x (i32x4.add (v128.load (i32.add $b $j)) $x))
      (@mix $x)
      (v128.store (i32.add $words $j) $x)
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 16))) $end))))

  ;; As storePairs, for indices below 2^80 of three words: 32 bits, 32 bits from bit 40 on, and what lies between and above.
  (func (export "storeDraws")
    (param $count i32) (param $words i32) (param $rowBytes i32) (param $a i32) (param $b i32) (param $places i32)
    (param $lowMask i64) (param $highMask i64)
    (param $low i32) (param $high i32) (param $sizeLow i64) (param $sizeHigh i64) (result i32)
    (local $j i32) (local $end i32) (local $to i32) (local $place i32) (local $tops i64) (local $under i64) (local $over i64)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $draws
      (local.set $tops (i64.load32_u (i32.add (i32.add $words $j) (i32.shl $rowBytes (i32.const 1)))))
      ;; bits 0 to 39
      (local.set $under (i64.or (i64.load32_u (i32.add $words $j))
        (i64.shl (i64.and $tops (i64.const 0xff)) (i64.const 32))))
      ;; bits 40 to 79
      (local.set $over (i64.or (i64.load32_u (i32.add (i32.add $words $j) $rowBytes))
        (i64.shl (i64.and (i64.shr_u $tops (i64.const 8)) (i64.const 0xff)) (i64.const 32))))
      (local.set $under (i64.and $lowMask
        (i64.or $under (i64.and (i64.shl $over (i64.const 40)) (i64.const 0x3fffffffffffffff)))))
      (local.set $over (i64.and $highMask (i64.shr_u $over (i64.const 22))))
      (local.set $place (i32.load (i32.add $places $j)))
      (i64.store (i32.add $low (i32.shl $place (i32.const 3))) $under)
      (i64.store (i32.add $high (i32.shl $place (i32.const 3))) $over)
      (i32.store (i32.add $a $to) (i32.load (i32.add $a $j)))
      (i32.store (i32.add $b $to) (i32.load (i32.add $b $j)))
      (i32.store (i32.add $places $to) $place)
      (local.set $to (i32.add $to (i32.const 4)))
      (local.set $to (i32.sub $to (i32.shl
        (i32.or (i64.lt_u $over $sizeHigh) (i32.and (i64.eq $over $sizeHigh) (i64.lt_u $under $sizeLow)))
        (i32.const 2))))
      (br_if $draws (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    (i32.shr_u $to (i32.const 2)))

  ;; ---- walks: pathTables.ts describes tables and records

  ;; Takes every walk through its table: all are at tables of one limb. Returns the tables that follow, or-ed together.
  (func (export "step")
    (param $tables i32) (param $rests i32) (param $path i32) (param $count i32) (param $stride i32) (result i32)
    (local $j i32) (local $end i32) (local $table i32) (local $record i32) (local $next i32) (local $rest i64) (local $union i32)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $table (i32.load (i32.add $tables $j)))
      (local.set $rest (i64.load (i32.add $rests (i32.shl $j (i32.const 1)))))
      ;; the guide's entry: adding 2^52 leaves the rounded bucket in the low bits
      (local.set $record (i32.load offset=16 (i32.add $table (i32.shl
        (i32.wrap_i64 (i64.reinterpret_f64 (f64.add (f64.const 0x1p52)
          (f64.mul (f64.convert_i64_s $rest) (f64.load $table)))))
        (i32.const 2)))))
      (block $found (loop $search
        (local.set $next (i32.add $record $stride))
        (br_if $found (i64.gt_s (i64.load $next) $rest))
        (local.set $record $next)
        (br $search)))
      (i64.store (i32.add $rests (i32.shl $j (i32.const 1))) (i64.sub $rest (i64.load $record)))
      (i32.store (i32.add $path $j) $record)
      (local.set $table (i32.load offset=8 $record))
      (i32.store (i32.add $tables $j) $table)
      (local.set $union (i32.or $union $table))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    $union)

  ;; As step, for walks some of which are at tables of more limbs: those have odd addresses here. Upper limbs of rests lie
  ;; $limbBytes apart, those of records behind the costs.
  (func (export "stepWide")
    (param $tables i32) (param $rests i32) (param $limbBytes i32) (param $path i32) (param $count i32)
    (param $stride i32) (param $wideStride i32) (result i32)
    (local $j i32) (local $end i32) (local $table i32) (local $record i32) (local $next i32) (local $union i32)
    (local $step i32) (local $top i32) (local $limb i32) (local $rests_j i32) (local $place i32)
    (local $have i64) (local $need i64) (local $borrow i64) (local $scaled f64)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $table (i32.load (i32.add $tables $j)))
      (local.set $step (select $wideStride $stride (i32.and $table (i32.const 1))))
      (local.set $table (i32.and $table (i32.const -2)))
      (local.set $rests_j (i32.add $rests (i32.shl $j (i32.const 1))))
      (local.set $top (i32.sub (i32.load offset=8 $table) (i32.const 1)))
      (local.set $scaled (f64.convert_i64_s (i64.load (i32.add $rests_j (i32.mul $top $limbBytes)))))
      (if $top (then
        ;; cut to 53 bits, so that it never rounds up into the limb above
        (local.set $scaled (f64.add (f64.mul $scaled (f64.const 0x1p62))
          (f64.convert_i64_s (i64.and (i64.const -512)
            (i64.load (i32.add $rests_j (i32.mul (i32.sub $top (i32.const 1)) $limbBytes)))))))))
      (local.set $record (i32.load offset=16 (i32.add $table (i32.shl
        (i32.wrap_i64 (i64.reinterpret_f64 (f64.add (f64.const 0x1p52) (f64.mul $scaled (f64.load $table)))))
        (i32.const 2)))))
      (block $found (loop $search
        (local.set $next (i32.add $record $step))
        (local.set $limb $top)
        (block $reached (loop $compare
          (local.set $have (i64.load (i32.add $rests_j (i32.mul $limb $limbBytes))))
          (local.set $need (i64.load (call $limbOf $next $limb $stride)))
          (br_if $found (i64.lt_s $have $need))
          (br_if $reached (i64.gt_s $have $need))
          (br_if $compare (i32.ge_s (local.tee $limb (i32.sub $limb (i32.const 1))) (i32.const 0)))))
        (local.set $record $next)
        (br $search)))
      (local.set $limb (i32.const 0))
      (local.set $borrow (i64.const 0))
      (loop $subtract
        (local.set $place (i32.add $rests_j (i32.mul $limb $limbBytes)))
        (local.set $have (i64.sub (i64.sub (i64.load $place) $borrow) (i64.load (call $limbOf $record $limb $stride))))
        (local.set $borrow (i64.shr_u $have (i64.const 63)))
        (i64.store $place (i64.and $have (i64.const 0x3fffffffffffffff)))
        (br_if $subtract (i32.le_s (local.tee $limb (i32.add $limb (i32.const 1))) $top)))
      (i32.store (i32.add $path $j) $record)
      (local.set $table (i32.load offset=8 $record))
      (i32.store (i32.add $tables $j) $table)
      (local.set $union (i32.or $union $table))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    $union)

  (func $limbOf (param $record i32) (param $limb i32) (param $stride i32) (result i32)
    (select
      (i32.add $record (i32.add $stride (i32.shl (i32.sub $limb (i32.const 1)) (i32.const 3))))
      $record
      $limb))

  ;; Takes every walk over an arc of its node: word mod the number of arcs, by rejection. Returns the nodes that follow,
  ;; or-ed together.
  (func (export "decide")
    (param $nodes i32) (param $words i32) (param $a i32) (param $b i32) (param $next i32)
    (param $path i32) (param $count i32) (param $stride i32) (result i32)
    (local $j i32) (local $end i32) (local $node i32) (local $record i32) (local $word i32) (local $limit i32) (local $union i32)
    (local $t i32) (local $x i32)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $node (i32.load (i32.add $nodes $j)))
      (local.set $word (i32.load (i32.add $words $j)))
      ;; the last word that is taken
      (local.set $limit (i32.load offset=8 $node))
      (if (i32.gt_u $word $limit) (then
        (local.set $t (i32.load (i32.add $next $j)))
        (loop $again
          (local.set $x (i32.add (i32.load (i32.add $a $j)) (i32.mul $t (i32.const 0x9e3779b9))))
          (@mix1 $x)
          (local.set $x (i32.add (i32.load (i32.add $b $j)) $x))
          (@mix1 $x)
          (local.set $t (i32.add $t (i32.const 1)))
          (br_if $again (i32.gt_u $x $limit)))
        (i32.store (i32.add $next $j) $t)
        (local.set $word $x)))
      (local.set $record (i32.add (i32.load $node)
        (i32.mul $stride (i32.rem_u $word (i32.load offset=4 $node)))))
      (i32.store (i32.add $path $j) $record)
      (local.set $node (i32.load offset=8 $record))
      (i32.store (i32.add $nodes $j) $node)
      (local.set $union (i32.or $union $node))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end)))
    $union)

  ;; ---- figures

  ;; Adds to the sums, four words a walk, the words at $offset of the records of four steps.
  (func (export "addRecords")
    (param $path i32) (param $rowBytes i32) (param $sums i32) (param $count i32) (param $offset i32)
    (local $j i32) (local $end i32) (local $sum i32)
    (local.set $end (i32.shl $count (i32.const 2)))
    (loop $walks
      (local.set $sum (i32.add $sums (i32.shl $j (i32.const 2))))
      (v128.store $sum (i32x4.add
        (i32x4.add
          (i32x4.add (v128.load $sum) (v128.load (i32.add $offset (i32.load (i32.add $path $j)))))
          (v128.load (i32.add $offset (i32.load (i32.add (i32.add $path $rowBytes) $j)))))
        (i32x4.add
          (v128.load (i32.add $offset (i32.load (i32.add (i32.add $path (i32.shl $rowBytes (i32.const 1))) $j))))
          (v128.load (i32.add $offset (i32.load
            (i32.add (i32.add $path (i32.mul $rowBytes (i32.const 3))) $j)))))))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end))))

  ;; As addRecords, one step, where the words marked by $isMax combine by the greatest.
  (func (export "mixRecords")
    (param $path i32) (param $sums i32) (param $count i32) (param $offset i32) (param $isMax i32)
    (local $j i32) (local $end i32) (local $sum i32) (local $cost v128) (local $mask v128)
    (local.set $end (i32.shl $count (i32.const 2)))
    (local.set $mask (v128.load $isMax))
    (loop $walks
      (local.set $sum (i32.add $sums (i32.shl $j (i32.const 2))))
      (local.set $cost (v128.load (i32.add $offset (i32.load (i32.add $path $j)))))
      (v128.store $sum (v128.bitselect
        (i32x4.max_s (v128.load $sum) $cost) (i32x4.add (v128.load $sum) $cost) $mask))
      (br_if $walks (i32.lt_u (local.tee $j (i32.add $j (i32.const 4))) $end))))

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
    (local.set $end (i32.add $out (i32.shl (i32.and $count (i32.const -4)) (i32.const 3))))
    (block $none
      (br_if $none (i32.ge_u $out $end))
      (loop $four
        (v128.store $out (f64x2.add $p (v128.load $costs)))
        (v128.store offset=16 $out (f64x2.add $p (v128.load offset=16 $costs)))
        (local.set $costs (i32.add $costs (i32.const 32)))
        (br_if $four (i32.lt_u (local.tee $out (i32.add $out (i32.const 32))) $end))))
    (local.set $end (i32.add $out (i32.shl (i32.and $count (i32.const 3)) (i32.const 3))))
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
