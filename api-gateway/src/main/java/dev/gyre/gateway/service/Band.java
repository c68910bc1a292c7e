package dev.gyre.gateway.service;

import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Numbers to choose from, the ends included. Chance takes from {@code preferred} on, and from what is before that only when
 * the rest is used up; where it begins to look is random, so that two who choose at the same time rarely choose the same.
 */
record Band(int first, int last, int preferred) {

    OptionalInt pick(IntPredicate isTaken, RandomGenerator entropy) {
        OptionalInt found = pick(preferred, last, isTaken, entropy);
        return found.isPresent() ? found : pick(first, preferred - 1, isTaken, entropy);
    }

    private static OptionalInt pick(int from, int to, IntPredicate isTaken, RandomGenerator entropy) {
        int size = to - from + 1;
        if (size <= 0) {
            return OptionalInt.empty();
        }
        int start = entropy.nextInt(size);
        for (int i = 0; i < size; i++) {
            int number = from + (start + i) % size;
            if (!isTaken.test(number)) {
                return OptionalInt.of(number);
            }
        }
        return OptionalInt.empty();
    }
}
