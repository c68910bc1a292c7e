package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoParserTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // method, target, verb, group, version, namespace, resource, subresource, name
                "GET, /api/v1/pods, list, '', v1, '', pods, -, -",
                "GET, /api/v1/pods?watch=true, watch, '', v1, '', pods, -, -",
                "GET, /api/v1/pods?watch=1, watch, '', v1, '', pods, -, -",
                "GET, /api/v1/pods?watch=false, list, '', v1, '', pods, -, -",
                "GET, /api/v1/watch/pods, watch, '', v1, '', pods, -, -",
                "GET, /api/v1/watch/namespaces/a/pods/x, watch, '', v1, a, pods, -, x",
                "GET, /api/v1/namespaces/a/pods, list, '', v1, a, pods, -, -",
                "GET, /api/v1/namespaces/a/pods/x, get, '', v1, a, pods, -, x",
                "HEAD, /api/v1/namespaces/a/pods/x, get, '', v1, a, pods, -, x",
                "GET, /api/v1/namespaces/a/pods/x/log, get, '', v1, a, pods, log, x",
                "GET, /api/v1/namespaces/a/pods/x?watch=true, get, '', v1, a, pods, -, x",
                "GET, /api/v1/namespaces/a/pods?fieldSelector=metadata.name=x, list, '', v1, a, pods, -, x",
                "GET, /api/v1/pods?watch=true&fieldSelector=spec.nodeName=n, watch, '', v1, '', pods, -, -",
                "GET, /api/v1/namespaces, list, '', v1, '', namespaces, -, -",
                "GET, /api/v1/namespaces/a, get, '', v1, a, namespaces, -, a",
                "PUT, /api/v1/namespaces/a/finalize, update, '', v1, a, namespaces, finalize, a",
                "PATCH, /api/v1/namespaces/a/status, patch, '', v1, a, namespaces, status, a",
                "GET, /api/v1/nodes/n/status, get, '', v1, '', nodes, status, n",
                "POST, /api/v1/namespaces/a/pods, create, '', v1, a, pods, -, -",
                "POST, /api/v1/namespaces/a/pods/x/binding, create, '', v1, a, pods, binding, x",
                "DELETE, /apis/apps/v1/namespaces/a/deployments/x, delete, apps, v1, a, deployments, -, x",
                "DELETE, /apis/apps/v1/namespaces/a/deployments, deletecollection, apps, v1, a, deployments, -, -",
                "PATCH, /apis/apps/v1beta2/namespaces/a/deployments/x/scale, patch, apps, v1beta2, a, deployments, scale, x",
                "OPTIONS, /api/v1/pods, '', '', v1, '', pods, -, -",
            })
    void readsAResourceRequest(
            String method,
            String target,
            String verb,
            String group,
            String version,
            String namespace,
            String resource,
            String subresource,
            String name) {
        RequestInfo info = RequestInfoParser.parse(request(method, target));
        String apiVersion = group.isEmpty() ? version : group + "/" + version;
        assertThat(info)
                .isEqualTo(new RequestInfo(
                        true, verb, info.path(), group, version, apiVersion, namespace, resource, subresource, name));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, get",
        "GET, /api, get",
        "GET, /api/v1, get",
        "GET, /apis/apps/v1, get",
        "GET, /apis/apps/v1/, get",
        "POST, /gyre/v1/epochs/3, post",
        "HEAD, /version, get",
        "GET, /apix/v1/pods/x, get"
    })
    void leavesOtherPathsAlone(String method, String path, String verb) {
        RequestInfo info = RequestInfoParser.parse(request(method, path));
        assertThat(info.isResourceRequest()).isFalse();
        assertThat(info.verb()).isEqualTo(verb);
        assertThat(info.path()).isEqualTo(path);
    }

    private static ApiRequest request(String method, String target) {
        var decoder = new io.netty.handler.codec.http.QueryStringDecoder(target, StandardCharsets.UTF_8);
        return new ApiRequest(
                "1", method, decoder.path(), decoder.parameters(), Map.of(), new byte[0], UserInfo.of("u"));
    }
}
