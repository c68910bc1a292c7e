package dev.gyre.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.probe.ProbeAnswer.Kind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every prober must do, whether what it asks exists or not. */
public abstract class ProberContract {
    private static final Duration LONG = Duration.ofSeconds(30);

    protected abstract Prober prober();

    /** Something that says yes. */
    protected abstract ProbeTarget well();

    /** Something that says no, with a reason. */
    protected abstract ProbeTarget unwell();

    /** Something that is not there. */
    protected abstract ProbeTarget absent();

    protected ProbeAnswer ask(ProbeTarget target, Duration timeout) {
        return prober().ask(target, timeout)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whatIsWellSaysYes() {
        assertThat(ask(well(), LONG)).isEqualTo(ProbeAnswer.YES);
    }

    @Test
    void whatIsUnwellSaysNoAndWhy() {
        ProbeAnswer answer = ask(unwell(), LONG);
        assertThat(answer.kind()).isEqualTo(Kind.NO);
        assertThat(answer.message()).isNotEmpty();
    }

    @Test
    void whatIsNotThereIsSilentAndThatIsAnAnswerToo() {
        ProbeAnswer answer = ask(absent(), LONG);
        assertThat(answer.kind()).isEqualTo(Kind.SILENCE);
        assertThat(answer.message()).isNotEmpty();
    }
}
