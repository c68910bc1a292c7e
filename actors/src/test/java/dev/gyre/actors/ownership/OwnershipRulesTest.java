package dev.gyre.actors.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.ownership.OwnershipRules.Next;
import dev.gyre.actors.ownership.OwnershipRules.Taken;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipRulesTest {

    private final OwnershipRules rules = new OwnershipRules();

    @Test
    void partitionsAreTakenTogether() {
        rules.assigned(Set.of(1, 2));

        assertThat(rules.take()).containsExactly(1, 2);
        assertThat(rules.raised(1, 10)).isEqualTo(Next.WAIT);
        assertThat(rules.raised(2, 11)).isEqualTo(Next.READ_REVISION);
        assertThat(rules.taken(12)).isEqualTo(new Taken(Map.of(1, 10L, 2, 11L), 12, Next.TAKE));
        assertThat(rules.take()).isEmpty();
    }

    @Test
    void whatComesMeanwhileWaitsForTheTakingToEnd() {
        rules.assigned(Set.of(1));
        rules.take();
        rules.assigned(Set.of(2));

        assertThat(rules.take()).isEmpty();
        assertThat(rules.raised(1, 10)).isEqualTo(Next.READ_REVISION);
        assertThat(rules.taken(11).next()).isEqualTo(Next.TAKE);
        assertThat(rules.take()).containsExactly(2);
    }

    @Test
    void whatCouldNotBeRaisedIsTakenAgainLater() {
        rules.assigned(Set.of(1, 2));
        rules.take();

        assertThat(rules.notRaised(1)).isEqualTo(Next.WAIT);
        assertThat(rules.raised(2, 10)).isEqualTo(Next.READ_REVISION);
        assertThat(rules.taken(11)).isEqualTo(new Taken(Map.of(2, 10L), 11, Next.TAKE_LATER));
        assertThat(rules.take()).containsExactly(1);
        assertThat(rules.notRaised(1)).isEqualTo(Next.TAKE_LATER);
    }

    @Test
    void whatIsLostWhileItIsBeingTakenIsNotHeld() {
        rules.assigned(Set.of(1, 2));
        rules.take();
        rules.unassigned(Set.of(1));

        rules.raised(1, 10);
        rules.raised(2, 11);

        assertThat(rules.taken(12).epochs()).containsOnlyKeys(2);
    }

    @Test
    void onlyTheHeldEpochIsLeft() {
        rules.assigned(Set.of(1));
        rules.take();
        rules.raised(1, 10);
        rules.taken(11);

        rules.leave(1, 9);
        assertThat(rules.take()).isEmpty();
        rules.leave(1, 10);
        assertThat(rules.take()).containsExactly(1);
    }
}
