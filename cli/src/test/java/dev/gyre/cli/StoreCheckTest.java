package dev.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.events.file.LogFile;
import dev.gyre.gateway.storage.etcd.EtcdOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An etcd that says nothing does not hold up what the log says of itself. */
@Timeout(30)
class StoreCheckTest {

    private static final Path INCIDENT = Path.of("..", "examples", "incident", "incident.gyre");

    @TempDir
    private Path directory;

    @Test
    void anEtcdThatIsSilentIsOutOfReachSoonAndIsNamed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LogFile file = LogFile.read(INCIDENT)) {
            String endpoint = "127.0.0.1:" + silent.getLocalPort();
            ClusterFiles files = new ClusterFiles(DataDirectory.open(directory), Instant.now());
            Files.createDirectories(files.directory("pki"));
            StoreCheck check = new StoreCheck(EtcdOptions.plain(endpoint), files, Duration.ofMillis(100));
            LogReader.Source source = new LogReader.Source(file.log(), file.topics(), file.header());

            assertThatThrownBy(() -> check.read(source)).hasMessage("no answer from " + endpoint + " within 0.1 s");
            assertThat(LogCheck.run(source, check)).isZero();
        }
    }
}
