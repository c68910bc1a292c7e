package dev.gyre.gateway.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FairQueuesTest {

    @Property(tries = 500)
    void aHandIsOfDifferentQueues(
            @ForAll long hash,
            @ForAll @IntRange(min = 1, max = 200) int deck,
            @ForAll @IntRange(min = 1, max = 12) int hand) {
        int[] dealt = Dealer.deal(hash, deck, Math.min(deck, hand));
        Set<Integer> different = new HashSet<>();
        for (int queue : dealt) {
            assertThat(queue).isBetween(0, deck - 1);
            different.add(queue);
        }
        assertThat(different).hasSize(dealt.length);
    }

    @Test
    void twoFlowsHardlyEverShareAHand() {
        Set<List<Integer>> hands = new HashSet<>();
        for (int user = 0; user < 1000; user++) {
            int[] dealt = Dealer.deal(Dealer.hash("global-default", "user-" + user), 128, 6);
            List<Integer> hand = new ArrayList<>();
            for (int queue : dealt) {
                hand.add(queue);
            }
            hands.add(hand);
        }
        assertThat(hands).hasSize(1000);
    }

    /** However much each has asked before: while both wait, neither gets more than one wide request ahead of the other. */
    @Property(tries = 200)
    void queuesThatWaitGetTheSameSeats(
            @ForAll @IntRange(min = 1, max = 10) int seatsOfOne,
            @ForAll @IntRange(min = 1, max = 10) int seatsOfOther,
            @ForAll @IntRange(min = 0, max = 50) int before) {
        FairQueues<Integer> queues = new FairQueues<>(2, 1000);
        for (int i = 0; i < before; i++) {
            queues.offer(new int[] {0}, 0, seatsOfOne);
            queues.remove();
        }
        for (int i = 0; i < 200; i++) {
            queues.offer(new int[] {0}, 0, seatsOfOne);
            queues.offer(new int[] {1}, 1, seatsOfOther);
        }
        int[] given = new int[2];
        for (int i = 0; i < 100; i++) {
            Integer who = queues.peek();
            assertThat(who).isNotNull();
            queues.remove();
            given[who] += who == 0 ? seatsOfOne : seatsOfOther;
            assertThat(Math.abs(given[0] - given[1])).isLessThanOrEqualTo(2 * Math.max(seatsOfOne, seatsOfOther));
        }
    }

    @Test
    void theShortestQueueOfTheHandIsChosenAndAFullOneRefuses() {
        FairQueues<String> queues = new FairQueues<>(3, 1);
        assertThat(queues.offer(new int[] {0, 1}, "a", 1)).isTrue();
        assertThat(queues.offer(new int[] {0, 1}, "b", 1)).isTrue();
        assertThat(queues.offer(new int[] {0, 1}, "c", 1)).isFalse();
        assertThat(queues.offer(new int[] {1, 2}, "d", 1)).isTrue();
        assertThat(queues.drain()).containsExactly("a", "b", "d");
        assertThat(queues.size()).isZero();
    }
}
