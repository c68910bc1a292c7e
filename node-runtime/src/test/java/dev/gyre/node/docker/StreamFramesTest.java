package dev.gyre.node.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.node.runtime.ContainerProcess.Output;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StreamFramesTest {

    private final StringBuilder heard = new StringBuilder();
    private final Output output = new Output() {
        @Override
        public void stdout(byte[] bytes) {
            heard.append("out:").append(new String(bytes)).append(' ');
        }

        @Override
        public void stderr(byte[] bytes) {
            heard.append("err:").append(new String(bytes)).append(' ');
        }
    };

    private static final byte[] FRAMES = {1, 0, 0, 0, 0, 0, 0, 2, 'h', 'i', 2, 0, 0, 0, 0, 0, 0, 3, 'o', 'h', '!'};

    @Test
    void framesGoToTheirStreams() throws IOException {
        StreamFrames.copy(new ByteArrayInputStream(FRAMES), output);
        assertThat(heard).hasToString("out:hi err:oh! ");
    }

    @Test
    void aStreamThatEndsInsideOfAFrameIsBroken() {
        for (int length : new int[] {1, 7, 8, 9, 12, 20}) {
            assertThatThrownBy(() -> StreamFrames.copy(new ByteArrayInputStream(Arrays.copyOf(FRAMES, length)), output))
                    .as("%d bytes", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aLengthIsNotTrusted() {
        byte[] huge = {1, 0, 0, 0, -1, -1, -1, -1, 'x'};
        assertThatThrownBy(() -> StreamFrames.copy(new ByteArrayInputStream(huge), output))
                .isInstanceOf(EOFException.class);
        assertThat(heard).hasToString("out:x ");
    }

    @Property
    void anyBytesEndOrBreak(@ForAll byte[] bytes) throws IOException {
        try {
            StreamFrames.copy(new ByteArrayInputStream(bytes), output);
        } catch (EOFException cut) {
            assertThat(bytes).isNotEmpty();
        }
    }
}
