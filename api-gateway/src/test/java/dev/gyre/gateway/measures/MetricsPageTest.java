package dev.gyre.gateway.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gyre.events.telemetry.Telemetry;
import dev.gyre.gateway.testing.GatewayFixture;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that Prometheus scrapes, over the wire. */
class MetricsPageTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    static GatewayFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        Telemetry.start(Duration.ofMillis(100));
        fixture = new GatewayFixture(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    @Test
    void onlyThoseWhoMaySeeIt() throws Exception {
        assertThat(fixture.get("/metrics", "bob-token").statusCode()).isEqualTo(403);
        HttpResponse<String> page = fixture.get("/metrics", GatewayFixture.ADMIN_TOKEN);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue(Telemetry.CONTENT_TYPE);
        assertThat(page.body()).contains("\nprocess_start_time_seconds ");
    }

    @Test
    void whatWasAskedIsCounted() throws Exception {
        fixture.get("/api/v1/namespaces/default/configmaps/none", GatewayFixture.ADMIN_TOKEN);
        fixture.get("/apis/batch/v1/jobs", "bob-token");
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(line("apiserver_request_total", "verb=\"GET\"", "resource=\"configmaps\"", "code=\"404\""))
                    .isNotEmpty();
            assertThat(line("apiserver_request_total", "verb=\"LIST\"", "resource=\"jobs\"", "code=\"403\""))
                    .isNotEmpty();
            assertThat(line(
                            "apiserver_request_duration_seconds_bucket",
                            "resource=\"configmaps\"",
                            "le=\"+Inf\"",
                            "scope=\"resource\""))
                    .isNotEmpty();
            assertThat(line("apiserver_current_inflight_requests", "request_kind=\"readOnly\""))
                    .isNotEmpty();
            assertThat(line("apiserver_flowcontrol_nominal_limit_seats", "priority_level=\"workload-low\""))
                    .isNotEmpty();
            assertThat(line("apiserver_flowcontrol_dispatched_requests_total", "priority_level=\"exempt\""))
                    .isNotEmpty();
        });
    }

    private static List<String> line(String family, String... labels) throws Exception {
        String page = fixture.get("/metrics", GatewayFixture.ADMIN_TOKEN).body();
        return page.lines()
                .filter(line -> line.startsWith(family + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .toList();
    }
}
