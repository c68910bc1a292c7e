package dev.gyre.cli;

import dev.gyre.gateway.checkpoint.CheckpointUpkeep;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of the past stays on the log. */
final class HistoryOptions {

    @Option(
            names = "--history",
            paramLabel = "TIME",
            description =
                    "Delete from the log what is older than that (12h, 30d), behind a checkpoint (default: keep all).")
    private @Nullable String history;

    CheckpointUpkeep.Settings checkpoints() {
        return CheckpointUpkeep.Settings.keeping(history == null ? null : parse(history));
    }

    private static Duration parse(String text) {
        if (!text.matches("[1-9]\\d{0,8}[smhd]")) {
            throw new CommandFailure("--history must be a time such as 12h or 30d, not \"" + text + "\"");
        }
        return Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
    }
}
