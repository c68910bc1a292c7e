package dev.gyre.node.docker;

import dev.gyre.node.runtime.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What containers use, from the kernel's own accounts: a few small files a container, where Docker's own answer costs it a
 * second. Knows both versions of cgroups and both of Docker's ways to name them.
 */
final class CgroupUsage {
    private static final long MICROS = TimeUnit.MICROSECONDS.toNanos(1);
    /** {@code USER_HZ}, which Linux has promised to programs for good. */
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

    private static final long KIB = 1024;
    /** In {@code /proc/stat}: user, nice, system; then after idle and iowait: irq, softirq, steal. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    private final Path root;
    private final Path proc;
    private final InstantSource clock;

    CgroupUsage() {
        this(Path.of("/sys/fs/cgroup"), Path.of("/proc"), InstantSource.system());
    }

    CgroupUsage(Path root, Path proc, InstantSource clock) {
        this.root = root;
        this.proc = proc;
        this.clock = clock;
    }

    /** Empty where the container is not running, or not to be seen from here. */
    Optional<Usage> of(String containerId) {
        boolean isUnified = Files.exists(root.resolve("cgroup.controllers"));
        for (String relative : List.of("docker/" + containerId, "system.slice/docker-" + containerId + ".scope")) {
            try {
                if (isUnified && Files.isDirectory(root.resolve(relative))) {
                    return Optional.of(unified(root.resolve(relative)));
                }
                if (!isUnified && Files.isDirectory(root.resolve("memory").resolve(relative))) {
                    return Optional.of(divided(relative));
                }
            } catch (IOException | NumberFormatException gone) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Usage unified(Path cgroup) throws IOException {
        long used = number(cgroup.resolve("memory.current"));
        Path memory = cgroup.resolve("memory.stat");
        return new Usage(
                clock.instant(),
                field(cgroup.resolve("cpu.stat"), "usage_usec") * MICROS,
                Math.max(0, used - field(memory, "inactive_file")),
                used,
                field(memory, "anon"));
    }

    private Usage divided(String relative) throws IOException {
        Path memory = root.resolve("memory").resolve(relative);
        long used = number(memory.resolve("memory.usage_in_bytes"));
        Path details = memory.resolve("memory.stat");
        return new Usage(
                clock.instant(),
                number(root.resolve("cpuacct").resolve(relative).resolve("cpuacct.usage")),
                Math.max(0, used - field(details, "total_inactive_file")),
                used,
                field(details, "total_rss"));
    }

    Optional<Usage> ofMachine() {
        try {
            String[] cpu = line(proc.resolve("stat"), "cpu").split(" +");
            long ticks = BUSY.stream()
                    .filter(column -> column < cpu.length)
                    .mapToLong(column -> Long.parseLong(cpu[column]))
                    .sum();
            Path memory = proc.resolve("meminfo");
            long total = field(memory, "MemTotal:") * KIB;
            return Optional.of(new Usage(
                    clock.instant(),
                    ticks * TICK_NANOS,
                    total - field(memory, "MemAvailable:") * KIB,
                    total - field(memory, "MemFree:") * KIB,
                    field(memory, "AnonPages:") * KIB));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** The number after a word at the start of a line; 0 where there is no such line. */
    private static long field(Path file, String name) throws IOException {
        String[] words = line(file, name).split(" +");
        return words.length > 1 ? Long.parseLong(words[1]) : 0;
    }

    private static String line(Path file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name + " ")).findFirst().orElse("");
        }
    }
}
