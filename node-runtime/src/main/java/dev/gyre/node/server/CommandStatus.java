package dev.gyre.node.server;

import dev.gyre.schemas.Json;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** How a command ended, as clients read it off the error channel: the one word that says whether, and the exit code. */
final class CommandStatus {
    private CommandStatus() {}

    static byte[] ended(OptionalInt exitCode) {
        if (exitCode.orElse(0) == 0) {
            return Json.write(status("Success"));
        }
        int code = exitCode.getAsInt();
        ObjectNode status = status("Failure");
        status.put("message", "command terminated with non-zero exit code: command terminated with exit code " + code);
        status.put("reason", "NonZeroExitCode");
        status.putObject("details")
                .putArray("causes")
                .addObject()
                .put("reason", "ExitCode")
                .put("message", Integer.toString(code));
        return Json.write(status);
    }

    static byte[] failed(String message) {
        ObjectNode status = status("Failure");
        status.put("message", "Internal error occurred: " + message);
        status.put("reason", "InternalError");
        status.putObject("details").putArray("causes").addObject().put("message", message);
        return Json.write(status.put("code", 500));
    }

    private static ObjectNode status(String word) {
        ObjectNode status = Json.object();
        status.putObject("metadata");
        return status.put("status", word);
    }
}
