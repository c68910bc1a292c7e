package dev.gyre.node.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.runtime.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's files as both versions of cgroups have them. */
class CgroupUsageTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    Path root;

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private CgroupUsage usage() {
        return new CgroupUsage(root.resolve("cgroup"), root.resolve("proc"), () -> NOW);
    }

    @Test
    void dividedHierarchies() throws IOException {
        file("cgroup/cpuacct/docker/abc/cpuacct.usage", "123456789\n");
        file("cgroup/memory/docker/abc/memory.usage_in_bytes", "10000\n");
        file(
                "cgroup/memory/docker/abc/memory.stat",
                "inactive_file 1\nrss 5\ntotal_rss 4000\ntotal_inactive_file 3000\n");
        assertThat(usage().of("abc")).contains(new Usage(NOW, 123456789, 7000, 10000, 4000));
        assertThat(usage().of("gone")).isEmpty();
    }

    @Test
    void theUnifiedHierarchy() throws IOException {
        file("cgroup/cgroup.controllers", "cpu memory\n");
        file("cgroup/system.slice/docker-abc.scope/cpu.stat", "usage_usec 1500\nuser_usec 1000\n");
        file("cgroup/system.slice/docker-abc.scope/memory.current", "10000\n");
        file("cgroup/system.slice/docker-abc.scope/memory.stat", "anon 4000\nfile 6000\ninactive_file 12000\n");
        assertThat(usage().of("abc")).contains(new Usage(NOW, 1_500_000, 0, 10000, 4000));
    }

    @Test
    void theMachine() throws IOException {
        file("proc/stat", "cpu  100 10 40 9000 7 1 2 3 0 0\ncpu0 1 2 3\n");
        file("proc/meminfo", "MemTotal:  1000 kB\nMemFree:  300 kB\nMemAvailable:  600 kB\nAnonPages:  200 kB\n");
        assertThat(usage().ofMachine()).contains(new Usage(NOW, 156L * 10_000_000, 400 * 1024, 700 * 1024, 200 * 1024));
    }
}
