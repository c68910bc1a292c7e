package dev.gyre.gateway.kubelet;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.schemas.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Which log of a pod is asked for, and how much of it: the parameters of {@code pods/log}, checked, and the container that
 * is meant where none was named. Pure.
 */
record LogRequest(String namespace, String pod, String container, List<String> parameters) {

    static LogRequest of(ApiRequest request, String namespace, String name, JsonNode pod) {
        List<String> parameters = new ArrayList<>();
        for (String flag : List.of("follow", "previous", "timestamps")) {
            if (request.flag(flag)) {
                parameters.add(flag + "=true");
            }
        }
        addNumber(parameters, request, "tailLines", 0);
        addNumber(parameters, request, "limitBytes", 1);
        addNumber(parameters, request, "sinceSeconds", 1);
        String sinceTime = request.parameter("sinceTime");
        if (sinceTime != null && !sinceTime.isEmpty()) {
            if (request.parameter("sinceSeconds") != null) {
                throw invalid("at most one of `sinceTime` or `sinceSeconds` may be specified");
            }
            try {
                Instant.parse(sinceTime);
            } catch (DateTimeParseException e) {
                throw badRequest("sinceTime: \"" + sinceTime + "\" is not a time in RFC 3339");
            }
            parameters.add("sinceTime=" + URLEncoder.encode(sinceTime, StandardCharsets.UTF_8));
        }
        return new LogRequest(
                namespace, name, PodContainer.choose(request.parameter("container"), name, pod), parameters);
    }

    /** Where the kubelet serves it. */
    String path() {
        String path = "/containerLogs/" + namespace + "/" + pod + "/" + container;
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }

    private static void addNumber(List<String> parameters, ApiRequest request, String name, long least) {
        String value = request.parameter(name);
        if (value == null || value.isEmpty()) {
            return;
        }
        try {
            if (Long.parseLong(value) < least) {
                throw invalid(name + ": Invalid value: " + value + ": must be greater than or equal to " + least);
            }
        } catch (NumberFormatException e) {
            throw badRequest(name + ": \"" + value + "\" is not a number");
        }
        parameters.add(name + "=" + value);
    }

    private static StatusException badRequest(String message) {
        return new StatusException(new Status(400, "BadRequest", message, null));
    }

    private static StatusException invalid(String message) {
        return new StatusException(new Status(422, "Invalid", "PodLogOptions is invalid: " + message, null));
    }
}
