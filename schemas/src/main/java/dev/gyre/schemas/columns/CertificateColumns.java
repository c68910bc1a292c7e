package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of requests for certificates. */
public final class CertificateColumns {

    private CertificateColumns() {}

    public static List<Column> columns() {
        return List.of(
                Columns.name(),
                Columns.age(),
                Columns.text(
                        "SignerName",
                        "Who is asked.",
                        o -> o.path("spec").path("signerName").asString(Columns.NONE)),
                Columns.text(
                        "Requestor",
                        "Who asks.",
                        o -> o.path("spec").path("username").asString("")),
                Columns.text("RequestedDuration", "For how long.", CertificateColumns::duration),
                Columns.text("Condition", "What has become of it.", CertificateColumns::condition));
    }

    private static String duration(ObjectNode request) {
        JsonNode seconds = request.path("spec").path("expirationSeconds");
        return seconds.isNumber() ? HumanDuration.of(Duration.ofSeconds(seconds.asLong())) : Columns.NONE;
    }

    private static String condition(ObjectNode request) {
        Set<String> types = new HashSet<>();
        request.path("status")
                .path("conditions")
                .forEach(each -> types.add(each.path("type").asString("")));
        String answer = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
        String failed = types.contains("Failed") ? ",Failed" : "";
        String issued = request.path("status").path("certificate").asString("").isEmpty() ? "" : ",Issued";
        return answer + failed + issued;
    }
}
