package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command's contract, as scripts rely on it. */
class GyreTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Gyre.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "gateway", "controllers", "scheduler", "node", "broker"})
    void everyCommandAnswersHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: gyre " + command).contains("--data");
    }

    @Test
    void upHasTheOptionsOfItsContract() {
        Set<String> options = Gyre.commandLine()
                .getSubcommands()
                .get("up")
                .getCommandSpec()
                .optionsMap()
                .keySet();

        assertThat(options)
                .containsAll(List.of("--detach", "--data", "--port", "--nodes", "--simulated-nodes"))
                .containsAll(List.of("--etcd", "--etcd-ca", "--etcd-cert", "--etcd-key"))
                .containsAll(List.of("--kafka", "--kafka-config", "--topic-prefix"));
    }

    @Test
    void whatIsNotKnownIsAUsageError() {
        assertThat(run("up", "--no-such-option")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--no-such-option");
        assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
