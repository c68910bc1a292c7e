package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A question that cannot be answered is one line on standard error and an exit code, never a stack trace. */
class QuestionRefusalsTest {

    private static final String INCIDENT = Path.of("..", "examples", "incident", "incident.gyre")
            .toAbsolutePath()
            .normalize()
            .toString();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "events --since yesterday | \"yesterday\" is no moment",
                "events --since 999999999999999999s | \"999999999999999999s\" is no moment",
                "events --since 500 --until 450 | the span ends before it begins: from revision 500 to revision 450",
                "events --until 2999-01-01T00:00:00Z | \"2999-01-01T00:00:00Z\" is yet to come: it would be 2999-01-01T00:00:00Z",
                "replay --to 2999-01-01T00:00:00Z | \"2999-01-01T00:00:00Z\" is yet to come: it would be 2999-01-01T00:00:00Z",
                "events --since 10m --until 20m | the span ends before it begins: from 20",
                "events gadgets | there is no kind \"gadgets\"",
                "events leases | leases are not on the log",
                "events pod/ | \"pod/\" names no object",
                "events --tail 0 | --tail must be at least 1, not 0",
                "events --redact data.* | --redact takes something out of what --export writes",
                "events --export x.gyre --from 500 --to 450 | the span ends before it begins",
                "events --export x.gyre --from 500 --to 2026-11-29T07:01:23Z | the log cannot show that: it ends before",
                "events --export none/x.gyre | cannot write none/x.gyre: there is no such directory",
                "events --export x.gyre --redact data.pass* | \"data.pass*\" has a pattern in a name",
                "events --export x.gyre --redact gadgets:data.* | there is no kind \"gadgets\"",
                "why web | \"web\" names no object",
                "why pod/web-qgstv62g2t-d4qw5 -n shop -c app | pods/shop/web-qgstv62g2t-d4qw5 has no container \"app\"; it has main",
                "why deployment/web -n shop -c main | only pods have containers; deployments.apps/shop/web is none",
                "why pod/none | the log knows nothing of pods/default/none",
                "events --since 510 | the file does not reach revision 509; it ends with revision 508",
                "events --until 999999 | the file does not reach revision 999999; it ends with revision 508",
                "events --export x.gyre --to 509 | the file does not reach revision 509; it ends with revision 508",
                "as-of 999999 -- true | the file does not reach revision 999999; it ends with revision 508",
                "as-of 1 -- true | the log cannot show that: the log begins later than that",
                "as-of 1969-12-31T23:59:59Z -- true | the log cannot show that: the log begins later than that",
                "as-of 508 -- /no/such/program | the command cannot be run: ",
                "diff 508 400 | the second moment is before the first, which was at revision 508",
                "diff 508 2026-11-29T07:01:23Z | the second moment is before the first, which was at revision 508",
                "diff 400 999999 | the file does not reach revision 999999; it ends with revision 508",
                "bisect 400 509 -- true | the file does not reach revision 509; it ends with revision 508",
                "replay --from 509 | the file does not reach revision 509; it ends with revision 508",
                "replay --to 509 | the file does not reach revision 509; it ends with revision 508",
                "bisect 508 400 -- true | the second moment is before the first, which was at revision 508",
                "bisect 378 460 -- false | there is nothing to find: it is bad already at revision 378",
                "bisect 378 460 -- true | there is nothing to find: it is good still at revision 460",
                "bisect 378 460 -- sh -c exit${IFS}125 | there is nothing to find: the command cannot tell at revision 378",
                "bisect 378 460 -- sh -c exit${IFS}130 | the command gave up at revision 378 with exit code 130",
                "bisect 460 -- true | there is nothing to find: it is good still at revision 508",
                "bisect 1 2 3 -- true | two moments at most",
                "bisect 378 460 -- | there is no command",
                "bisect 378 460 | there is no command",
                "bisect true | there is no command",
                "replay --from 500 --to 450 | the span ends before it begins"
            })
    void whatCannotBeAnsweredIsALine(String question, String answer) {
        List<String> arguments = new ArrayList<>(List.of(question.split(" ")));
        arguments.addAll(1, List.of("--log", INCIDENT));
        StringWriter err = new StringWriter();

        int exit = Gyre.commandLine().setErr(new PrintWriter(err)).execute(arguments.toArray(String[]::new));

        assertThat(err.toString()).startsWith("gyre: " + answer).hasLineCount(1);
        assertThat(exit).isEqualTo(LogReader.COULD_NOT_ASK);
    }

    /** Times of before 1970 mean something else to Kafka, and a file is asked as a broker is. */
    @ParameterizedTest
    @CsvSource({"1000000d", "1969-12-31T23:59:59Z", "1", "508", "509"})
    void aTimeLongAgoIsTheBeginningAndSinceTheNextRevisionNothingHasCome(String since) {
        assertThat(Gyre.commandLine().execute("events", "--log", INCIDENT, "--since", since, "--tail", "1"))
                .isZero();
    }
}
