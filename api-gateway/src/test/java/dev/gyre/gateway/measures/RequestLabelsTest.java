package dev.gyre.gateway.measures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.RequestInfoParser;
import dev.gyre.gateway.UserInfo;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLabelsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GET, /api/v1/namespaces/default/pods/a, GET//v1/pods//resource",
                "GET, /api/v1/namespaces/default/pods, LIST//v1/pods//namespace",
                "GET, /apis/apps/v1/deployments?watch=1, WATCH/apps/v1/deployments//cluster",
                "POST, /api/v1/namespaces/default/pods, POST//v1/pods//resource",
                "PUT, /apis/apps/v1/namespaces/default/deployments/a/scale, PUT/apps/v1/deployments/scale/resource",
                "PATCH, /api/v1/nodes/a/status, PATCH//v1/nodes/status/resource",
                "DELETE, /api/v1/namespaces/default/pods, DELETECOLLECTION//v1/pods//namespace",
                "POST, /api/v1/namespaces/default/pods/a/exec, CONNECT//v1/pods/exec/resource",
                "GET, /api/v1/nodes/a/proxy/metrics, CONNECT//v1/nodes/proxy/resource",
                "GET, /apis/metrics.k8s.io/v1beta1/nodes, LIST/metrics.k8s.io/v1beta1/nodes//cluster",
                "GET, /healthz, GET/////",
                "BREW, /coffee, other/////",
                "GET, /apis/example.com/v1/pots, LIST/////",
                "GET, /apis/apps/v7/deployments, LIST/////",
                "GET, /api/v1/namespaces/default/pods/a/lid, GET//v1/pods/other/resource",
            })
    void aRequestIsCountedUnderWhatItAsks(String method, String target, String expected) {
        RequestLabels is = labels(method, target);
        assertThat(String.join("/", is.verb(), is.group(), is.version(), is.resource(), is.subresource(), is.scope()))
                .isEqualTo(expected);
    }

    @Test
    void whateverCallersSendThereAreFewLabels() {
        Random chance = new Random(7);
        Set<RequestLabels> all = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            String method = chance.nextBoolean() ? "GET" : word(chance).toUpperCase(java.util.Locale.ROOT);
            String path = switch (chance.nextInt(4)) {
                case 0 -> "/" + word(chance);
                case 1 -> "/apis/" + word(chance) + "/v1/" + word(chance);
                case 2 -> "/api/v1/namespaces/" + word(chance) + "/pods/" + word(chance) + "/" + word(chance);
                default -> "/apis/apps/v1/namespaces/" + word(chance) + "/" + word(chance) + "?dryRun=" + word(chance);
            };
            all.add(labels(method, path));
        }
        assertThat(all).hasSizeLessThan(100);
    }

    private static String word(Random chance) {
        return Long.toString(chance.nextLong(1L << 40), 36);
    }

    private static RequestLabels labels(String method, String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, List<String>> query = question < 0
                ? Map.of()
                : Map.of(
                        target.substring(question + 1, target.indexOf('=')),
                        List.of(target.substring(target.indexOf('=') + 1)));
        ApiRequest request = new ApiRequest("id", method, path, query, Map.of(), new byte[0], UserInfo.of("somebody"));
        return RequestLabels.of(request, RequestInfoParser.parse(request), KubernetesKinds.registry());
    }
}
