package dev.gyre.node.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import dev.gyre.node.runtime.MachineInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The machine that a daemon runs on: its own account of it, and the ids that the kernel and systemd keep. */
final class DockerMachine {
    private DockerMachine() {}

    static MachineInfo read(DockerClient docker) throws IOException {
        Info info = docker.infoCmd().exec();
        return new MachineInfo(
                Objects.requireNonNullElse(info.getNCPU(), 1),
                Objects.requireNonNullElse(info.getMemTotal(), 0L),
                Files.getFileStore(Path.of("/")).getTotalSpace(),
                firstLine(Path.of("/etc/machine-id")),
                firstLine(Path.of("/proc/sys/kernel/random/boot_id")),
                Objects.requireNonNullElse(info.getKernelVersion(), ""),
                Objects.requireNonNullElse(info.getOperatingSystem(), ""),
                architecture(Objects.requireNonNullElse(info.getArchitecture(), "")),
                "docker://" + info.getServerVersion());
    }

    /** In Go's words, as everywhere in the API. */
    private static String architecture(String uname) {
        return switch (uname) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> uname;
        };
    }

    private static String firstLine(Path file) throws IOException {
        return Files.isReadable(file) ? Files.readString(file).strip() : "";
    }
}
