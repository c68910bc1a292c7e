package dev.gyre.cli;

import dev.gyre.node.docker.DockerSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The image of the container that holds a pod's namespaces; built from Debian packages where Docker does not have it. */
final class SandboxImage {

    private SandboxImage() {}

    static boolean require() throws IOException, InterruptedException {
        if (exitCode(List.of("docker", "image", "inspect", DockerSettings.DEFAULT_SANDBOX_IMAGE)) == 0) {
            return true;
        }
        Path script = Path.of(System.getenv().getOrDefault("GYRE_HOME", "."), "examples", "images", "build");
        if (!Files.isExecutable(script)) {
            throw new CommandFailure("Docker has no image " + DockerSettings.DEFAULT_SANDBOX_IMAGE + ", and " + script
                    + " is not there to build it");
        }
        System.out.println("  building small images from Debian packages (" + script + ")");
        Process build = new ProcessBuilder(script.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (build.waitFor() != 0) {
            throw new CommandFailure(script + " failed");
        }
        return true;
    }

    private static int exitCode(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start()
                .waitFor();
    }
}
