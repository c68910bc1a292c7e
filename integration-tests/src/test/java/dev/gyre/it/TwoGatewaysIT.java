package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways, each with a watch cache of its own: what one has acknowledged, the other shows at once. */
class TwoGatewaysIT {

    private static final int ROUNDS = 150;
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    static Path data;

    private static Roles roles;
    private static List<Api> gateways;

    @BeforeAll
    static void start() throws Exception {
        roles = Roles.in(data);
        gateways = List.of(roles.startGateway().api(), roles.startGateway().api());
    }

    @AfterAll
    static void stop() {
        roles.close();
    }

    @Test
    void aReadAfterAnAcknowledgedWriteSeesItWhicheverAnswers() throws Exception {
        accepted(gateways.get(0), "POST", CONFIG_MAPS, configMap(-1));
        for (int n = 0; n < ROUNDS; n++) {
            accepted(gateways.get(n % 2), "PUT", CONFIG_MAPS + "/seen", configMap(n));
            Api other = gateways.get((n + 1) % 2);
            assertThat(other.get(CONFIG_MAPS + "/seen").body()).contains("\"n\":\"" + n + "\"");
        }
    }

    @Test
    void aListAfterAnAcknowledgedDeletionDoesNotHoldIt() throws Exception {
        for (int n = 0; n < ROUNDS; n++) {
            Api writer = gateways.get(n % 2);
            Api reader = gateways.get((n + 1) % 2);
            String name = "gone-" + n;
            accepted(writer, "POST", CONFIG_MAPS, configMap(name, n));
            assertThat(reader.get(CONFIG_MAPS).body()).contains("\"" + name + "\"");
            accepted(writer, "DELETE", CONFIG_MAPS + "/" + name, "");
            assertThat(reader.get(CONFIG_MAPS).body()).doesNotContain("\"" + name + "\"");
        }
    }

    private static void accepted(Api api, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = api.send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    }

    private static String configMap(int n) {
        return configMap("seen", n);
    }

    private static String configMap(String name, int n) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"n":"%d"}}""".formatted(name, n);
    }
}
