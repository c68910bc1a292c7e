package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TourPageTest {

    private static final List<String> PAGE = """
            # Prose

            ```console
            $ kubectl get nodes
            NAME     STATUS
            node-1   Ready
            $ cat >pod.yaml <<'END'
            $ this is no command
            END
            $ kubectl apply \\
                -f pod.yaml
            pod/p created
            $ kubectl exec -it p -- sh
            / # hostname
            p
            / # exit
            ```

            ```yaml
            $ nor is this
            ```
            """.lines().toList();

    @Test
    void commandsAndTheirOutputsAreToldApart() {
        assertThat(TourPage.parse(PAGE).steps())
                .extracting(TourPage.Step::script)
                .containsExactly(
                        "kubectl get nodes",
                        "cat >pod.yaml <<'END'\n$ this is no command\nEND",
                        "kubectl apply \\\n    -f pod.yaml",
                        "kubectl exec -it p -- sh");
        assertThat(TourPage.parse(PAGE).steps().getFirst().output())
                .containsExactly("NAME     STATUS", "node-1   Ready");
        assertThat(TourPage.parse(PAGE).steps().getFirst().lineNumber()).isEqualTo(4);
    }

    @Test
    void whatIsTypedAtATerminalStandsBehindItsPrompt() {
        TourPage.Step last = TourPage.parse(PAGE).steps().getLast();
        assertThat(last.isInteractive()).isTrue();
        assertThat(last.typed()).containsExactly("hostname", "exit");
    }

    @Test
    void aPageIsTheSameWhenItIsWrittenAgain() {
        assertThat(TourPage.parse(PAGE).lines()).isEqualTo(PAGE);
    }
}
