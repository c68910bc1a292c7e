package dev.gyre.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.server.TerminalSizes.Size;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TerminalSizesTest {

    private static final byte[] STREAM =
            "{\"Width\":80,\"Height\":24}\n{\"Width\":81,\"Height\":25}\n".getBytes(StandardCharsets.UTF_8);

    @Property
    void whereverTheStreamIsCut(@ForAll @IntRange(min = 1, max = 60) int length) {
        TerminalSizes sizes = new TerminalSizes();
        List<Size> read = new ArrayList<>();
        for (int start = 0; start < STREAM.length; start += length) {
            read.addAll(
                    sizes.read(java.util.Arrays.copyOfRange(STREAM, start, Math.min(STREAM.length, start + length))));
        }
        assertThat(read).containsExactly(new Size(80, 24), new Size(81, 25));
    }

    @Test
    void whatIsNoSizeIsSkipped() {
        TerminalSizes sizes = new TerminalSizes();
        for (String bad : List.of("{}", "{\"Width\":0,\"Height\":1}", "{\"Width\":70000,\"Height\":1}", "nonsense}")) {
            assertThat(sizes.read(bad.getBytes(StandardCharsets.UTF_8))).as(bad).isEmpty();
        }
        assertThat(sizes.read(STREAM)).hasSize(2);
    }

    @Property
    void anyBytesAreBorne(@ForAll byte[] bytes) {
        assertThat(new TerminalSizes().read(bytes)).isNotNull();
    }
}
