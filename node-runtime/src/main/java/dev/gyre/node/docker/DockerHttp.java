package dev.gyre.node.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.schemas.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The daemon's API where the library's commands do not reach: plain requests, and those that become a two-way stream. */
final class DockerHttp {
    private static final String VERSION = "/v1.40";
    private static final int MAX_ANSWER = 1024 * 1024;

    private final DockerHttpClient transport;

    DockerHttp(DockerHttpClient transport) {
        this.transport = transport;
    }

    /** The answer of a request; a refusal in the daemon's own words. */
    ObjectNode call(Request.Method method, String path, @Nullable ObjectNode body) {
        try (Response response = transport.execute(request(method, path, body).build())) {
            byte[] answer = checked(response).getBody().readNBytes(MAX_ANSWER);
            return answer.length == 0 ? Json.object() : Json.readObject(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a stream: the body of the answer is output, the input is sent as it comes. Whoever opens it closes it. */
    Response open(String path, @Nullable ObjectNode body, @Nullable InputStream input) {
        var request = request(Request.Method.POST, path, body);
        if (input != null) {
            request.hijackedInput(input);
        }
        Response response = transport.execute(request.build());
        try {
            return checked(response);
        } catch (RuntimeException e) {
            response.close();
            throw e;
        }
    }

    private static com.github.dockerjava.transport.DockerHttpClient.Request.Builder request(
            Request.Method method, String path, @Nullable ObjectNode body) {
        var request = Request.builder().method(method).path(VERSION + path);
        if (body != null) {
            byte[] bytes = Json.write(body);
            request.putHeader("Content-Type", "application/json")
                    .bodyBytes(bytes)
                    .body(new ByteArrayInputStream(bytes));
        }
        return request;
    }

    private static Response checked(Response response) {
        if (response.getStatusCode() < 400) {
            return response;
        }
        String message = "Docker answered " + response.getStatusCode();
        try {
            byte[] body = response.getBody().readNBytes(MAX_ANSWER);
            message = message(body, message);
        } catch (IOException e) {
            message += " (" + e.getMessage() + ")";
        }
        throw new RuntimeRefusal("Docker", message);
    }

    private static String message(byte[] body, String otherwise) {
        try {
            return Json.readObject(body).path("message").asString(otherwise);
        } catch (JacksonException e) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? otherwise : text;
        }
    }
}
