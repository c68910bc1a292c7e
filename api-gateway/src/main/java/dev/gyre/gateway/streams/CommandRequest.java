package dev.gyre.gateway.streams;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.kubelet.PodContainer;
import dev.gyre.schemas.Status;
import dev.gyre.schemas.stream.StreamChannel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What is to be run or joined in which container, and with which streams: the options of exec and attach, checked. Pure. */
record CommandRequest(
        boolean isExec,
        String namespace,
        String pod,
        String container,
        List<String> command,
        boolean stdin,
        boolean stdout,
        boolean stderr,
        boolean tty) {

    static CommandRequest of(boolean isExec, ApiRequest request, String namespace, String name, JsonNode pod) {
        boolean tty = request.flag("tty");
        CommandRequest asked = new CommandRequest(
                isExec,
                namespace,
                name,
                PodContainer.choose(request.parameter("container"), name, pod),
                isExec ? request.query().getOrDefault("command", List.of()) : List.of(),
                request.flag("stdin"),
                request.flag("stdout"),
                request.flag("stderr") && !tty,
                tty);
        if (!asked.stdin && !asked.stdout && !asked.stderr) {
            throw badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        if (isExec && asked.command.isEmpty()) {
            throw badRequest("you must specify a command");
        }
        return asked;
    }

    /** Where the kubelet serves it. */
    String path() {
        StringBuilder path = new StringBuilder(isExec ? "/exec/" : "/attach/")
                .append(namespace)
                .append('/')
                .append(pod)
                .append('/')
                .append(container)
                .append("?stdin=")
                .append(stdin)
                .append("&stdout=")
                .append(stdout)
                .append("&stderr=")
                .append(stderr)
                .append("&tty=")
                .append(tty);
        command.forEach(word -> path.append("&command=").append(URLEncoder.encode(word, StandardCharsets.UTF_8)));
        return path.toString();
    }

    /** The lowest channel that the client is written to. */
    int firstOutput() {
        if (stdout) {
            return StreamChannel.STDOUT;
        }
        return stderr ? StreamChannel.STDERR : StreamChannel.ERROR;
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }
}
