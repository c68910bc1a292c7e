package dev.gyre.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.node.ingress.Endpoints.Endpoint;
import dev.gyre.schemas.Provenance;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.record.ResourceEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where requests go, row by row; the first table is the one of Kubernetes' documentation. */
class RoutesTest {

    @ParameterizedTest
    @CsvSource({
        "Prefix,/,/foo/bar,true",
        "Exact,/foo,/foo,true",
        "Exact,/foo,/bar,false",
        "Exact,/foo,/foo/,false",
        "Exact,/foo/,/foo,false",
        "Prefix,/foo,/foo,true",
        "Prefix,/foo,/foo/,true",
        "Prefix,/foo/,/foo,true",
        "Prefix,/foo/,/foo/,true",
        "Prefix,/aaa/bb,/aaa/bbb,false",
        "Prefix,/aaa/bbb,/aaa/bbb,true",
        "Prefix,/aaa/bbb/,/aaa/bbb,true",
        "Prefix,/aaa/bbb,/aaa/bbb/,true",
        "Prefix,/aaa/bbb,/aaa/bbb/ccc,true",
        "Prefix,/aaa/bbb,/aaa/bbbxyz,false",
        "Prefix,/,/aaa/ccc,true",
        "ImplementationSpecific,/aaa,/aaab,true",
        "ImplementationSpecific,'',/any,true",
    })
    void aPathMatches(String type, String path, String requested, boolean isMatch) {
        assertThat(PathRule.of(type, path, new Backend(Ingresses.service("a").key(), "", 80))
                        .matches(requested))
                .isEqualTo(isMatch);
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com,/,root",
        "www.example.com,/shop,shop",
        "www.example.com,/shop/cart,shop",
        "www.example.com,/shop/exact,exact",
        "www.example.com,/shop/exact/more,shop",
        "www.example.com,/shopping,root",
        "WWW.Example.COM,/shop,shop",
        "api.example.com,/,wild",
        "a.api.example.com,/,nohost",
        "example.com,/,nohost",
        "anything,/else,nohost",
        "only.example.org,/a,a",
        "only.example.org,/b,fallback",
    })
    void aRequestGoesTo(String host, String path, String service) {
        Routes routes = Routes.of(List.of(
                Ingresses.ingress(
                        "one",
                        "{'rules':["
                                + Ingresses.rule(
                                        "www.example.com",
                                        "Prefix / -> root",
                                        "Prefix /shop -> shop",
                                        "Exact /shop/exact -> exact")
                                + "," + Ingresses.rule("*.example.com", "Prefix / -> wild") + "]}"),
                Ingresses.ingress("two", "{'rules':[" + Ingresses.rule("", "Prefix / -> nohost") + "]}"),
                Ingresses.ingress("three", "{'rules':[" + Ingresses.rule("only.example.org", "Exact /a -> a") + "]}"),
                Ingresses.ingress("default", "{'defaultBackend':" + Ingresses.backend("fallback") + "}")));
        assertThat(routes.backend(host, path).orElseThrow().service().name()).isEqualTo(service);
    }

    @Test
    void ofTwoThatSayTheSameTheOlderCounts() {
        Resource older =
                Ingresses.ingress("z", Instant.EPOCH, "{'rules':[" + Ingresses.rule("h", "Prefix / -> old") + "]}");
        Resource newer = Ingresses.ingress(
                "a", Instant.EPOCH.plusSeconds(1), "{'rules':[" + Ingresses.rule("h", "Prefix / -> new") + "]}");
        assertThat(Routes.of(List.of(newer, older))
                        .backend("h", "/")
                        .orElseThrow()
                        .service()
                        .name())
                .isEqualTo("old");
    }

    @Test
    void withoutARuleThereIsNothing() {
        assertThat(Routes.NONE.backend("h", "/")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b,/a/b",
        "/a/../b,/b",
        "/a/./b,/a/b",
        "/../../b,/b",
        "/a/..,/",
        "/%61%2Fb,/a/b",
        "/a//b,/a//b",
        "/a/.hidden,/a/.hidden",
        "/%2e%2e/b,/b",
    })
    void aPathIsReadAs(String raw, String read) {
        assertThat(RequestPath.of(raw)).contains(read);
    }

    @ParameterizedTest
    @CsvSource({"/%", "/%6", "/%zz", "a", "*"})
    void thatIsNoPath(String raw) {
        assertThat(RequestPath.of(raw)).isEmpty();
    }

    @Test
    void aHostIsServedWithItsSecretsCertificate() {
        Routes routes = Routes.of(List.of(Ingresses.ingress(
                "one",
                "{'tls':[{'hosts':['a.example','*.b.example'],'secretName':'s'}],'rules':["
                        + Ingresses.rule("a.example", "Prefix / -> a") + "]}")));
        assertThat(routes.secret("A.example").orElseThrow().name()).isEqualTo("s");
        assertThat(routes.secret("x.b.example")).isPresent();
        assertThat(routes.secret("c.example")).isEmpty();
    }

    @Test
    void anIngressIsOursByItsClassOrByDefault() {
        Resource ours = Ingresses.ourClass();
        Resource plain = Resource.of(
                ResourceKey.clusterScoped("networking.k8s.io", "ingressclasses", "other"),
                1,
                Ingresses.json("{'metadata':{'name':'other'},'spec':{'controller':'example.com/other'}}"));
        List<Resource> classes = List.of(ours, plain);
        assertThat(IngressClasses.isOurs(Ingresses.ingress("a", "{}"), classes)).isTrue();
        assertThat(IngressClasses.isOurs(Ingresses.ingress("a", "{'ingressClassName':'gyre'}"), classes))
                .isTrue();
        assertThat(IngressClasses.isOurs(Ingresses.ingress("a", "{'ingressClassName':'other'}"), classes))
                .isFalse();
        assertThat(IngressClasses.isOurs(Ingresses.ingress("a", "{}"), List.of(plain)))
                .isFalse();
    }

    @Test
    void endpointsAreTheReadyOnesAndElseThoseThatStillServe() {
        Backend backend = new Backend(Ingresses.service("a").key(), "", 80);
        Resource slice = Resource.of(
                ResourceKey.namespaced("discovery.k8s.io", "endpointslices", "default", "a-1"), 1, Ingresses.json("""
                        {'ports':[{'name':'web','port':8080}],'endpoints':[
                          {'addresses':['10.0.0.1'],'conditions':{'ready':true}},
                          {'addresses':['10.0.0.2'],'conditions':{'ready':false,'serving':true,'terminating':true}},
                          {'addresses':['10.0.0.3'],'conditions':{'ready':false,'serving':false}}]}"""));
        assertThat(Endpoints.of(backend, Ingresses.service("a"), List.of(slice)).orElseThrow())
                .containsExactly(new Endpoint("10.0.0.1", 8080));
        Resource ending = Resource.of(
                slice.key(), 2, Ingresses.json(slice.json().toString().replace("\"ready\":true", "\"ready\":false")));
        assertThat(Endpoints.of(backend, Ingresses.service("a"), List.of(ending))
                        .orElseThrow())
                .containsExactly(new Endpoint("10.0.0.2", 8080));
        assertThat(Endpoints.of(new Backend(backend.service(), "", 81), Ingresses.service("a"), List.of(slice)))
                .isEmpty();
        assertThat(Endpoints.of(new Backend(backend.service(), "web", 0), Ingresses.service("a"), List.of(slice)))
                .isPresent();
    }

    @Property(tries = 100)
    void anyOrderOfEventsGivesTheSameRoutesAndEndpoints(@ForAll long seed) {
        Resource ingress = Ingresses.ingress("a", "{'rules':[" + Ingresses.rule("h", "Prefix / -> a") + "]}");
        List<Resource> objects = new ArrayList<>(List.of(
                Ingresses.ourClass(),
                ingress,
                Ingresses.service("a"),
                Ingresses.slice("a", 1),
                Ingresses.slice("a", 2)));
        Collections.shuffle(objects, new Random(seed));
        IngressView view = new IngressView();
        objects.forEach(object -> view.apply(List.of(event(object))));
        Backend backend = view.routes().backend("h", "/").orElseThrow();
        assertThat(view.endpoints(backend).orElseThrow())
                .containsExactlyInAnyOrder(new Endpoint("127.0.0.1", 1), new Endpoint("127.0.0.1", 2));
    }

    @Test
    void attemptsGoToEachOnceAndThenOnceMore() {
        List<Endpoint> two = List.of(new Endpoint("a", 1), new Endpoint("b", 1));
        Attempts attempts = new Attempts();
        assertThat(attempts.next(two, 0)).contains(two.get(0));
        assertThat(attempts.next(two, 0)).contains(two.get(1));
        assertThat(attempts.next(two, 1)).contains(two.get(1));
        assertThat(attempts.next(List.of(), 0)).isEmpty();
        attempts.next(two, 0);
        assertThat(attempts.next(two, 0)).isEmpty();
    }

    @Test
    void theStatusNamesTheNodesThatAreReadyAndIsWrittenOnce() {
        Resource node = Resource.of(
                ResourceKey.clusterScoped("", "nodes", "n"),
                1,
                Ingresses.json("{'status':{'conditions':[{'type':'Ready','status':'True'}],"
                        + "'addresses':[{'type':'InternalIP','address':'192.0.2.7'}]}}"));
        Resource ingress = Ingresses.ingress("a", "{}");
        assertThat(StatusPlan.commands(List.of(ingress), List.of())).isEmpty();
        assertThat(StatusPlan.commands(List.of(ingress), List.of(node))).hasSize(1);
        var json = ingress.copy();
        json.set("status", Ingresses.json("{'loadBalancer':{'ingress':[{'ip':'192.0.2.7'}]}}"));
        assertThat(StatusPlan.commands(List.of(Resource.of(ingress.key(), 2, json)), List.of(node)))
                .isEmpty();
    }

    @Test
    void anIngressThatLeadsNowhereIsNotServed() {
        IngressView view = new IngressView();
        Resource ingress = Ingresses.ingress(
                "a",
                "{'defaultBackend':" + Ingresses.backend("rest") + ",'rules':["
                        + Ingresses.rule("a.example", "Prefix / -> web") + "]}");
        view.reset(List.of(Ingresses.ourClass(), ingress, Ingresses.service("other")));
        assertThat(view.routes().ingresses()).containsExactly(ingress);
        assertThat(view.served()).isEmpty();
        view.apply(List.of(event(Ingresses.service("web"))));
        assertThat(view.served()).containsExactly(ingress);
    }

    private static ResourceEvent event(Resource object) {
        return new ResourceEvent(ResourceEvent.Type.ADDED, object, new Provenance("test", "test", "", Instant.EPOCH));
    }
}
