package dev.gyre.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CommandStatusTest {

    @Test
    void clientsReadTheExitCodeOffACause() {
        assertThat(new String(CommandStatus.ended(OptionalInt.of(7)))).isEqualTo("""
                {"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code: command \
                terminated with exit code 7","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode",\
                "message":"7"}]}}""");
    }

    @Test
    void zeroAndNoneAreSuccess() {
        String success = "{\"metadata\":{},\"status\":\"Success\"}";
        assertThat(new String(CommandStatus.ended(OptionalInt.of(0)))).isEqualTo(success);
        assertThat(new String(CommandStatus.ended(OptionalInt.empty()))).isEqualTo(success);
    }
}
