package io.twinproxy.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know what. */
@AnalyzeClasses(packages = "io.twinproxy.proxy", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    @ArchTest
    static final ArchRule HASHES_ARE_PURE = classes()
            .that()
            .resideInAPackage("..proxy.hash")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.twinproxy.proxy.hash",
                    "java.lang..",
                    "java.util..",
                    "java.nio..",
                    "java.security..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule CONFIGURATION_KNOWS_NO_SOCKETS_CLOCK_OR_LOG = noClasses()
            .that()
            .resideInAPackage("..proxy.config")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.slf4j..", "java.time.chrono..", "..proxy.backend", "..proxy.client");

    @ArchTest
    static final ArchRule PROTOCOL_KNOWS_BUFFERS_ONLY = noClasses()
            .that()
            .resideInAnyPackage("..proxy.memcache", "..proxy.redis", "..proxy.protocol")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel..", "..proxy.backend", "..proxy.client", "org.slf4j..");

    @ArchTest
    static final ArchRule PROTOCOLS_DO_NOT_KNOW_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("..proxy.redis")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..proxy.memcache");

    @ArchTest
    static final ArchRule CLIENTS_AND_BACKENDS_KNOW_NO_PARTICULAR_PROTOCOL = noClasses()
            .that()
            .resideInAPackage("..proxy.client")
            .or()
            .haveFullyQualifiedName("io.twinproxy.proxy.backend.BackendConnection")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..proxy.memcache", "..proxy.redis");

    @ArchTest
    static final ArchRule BACKENDS_DO_NOT_KNOW_CLIENTS = noClasses()
            .that()
            .resideInAPackage("..proxy.backend")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..proxy.client");

    @ArchTest
    static final ArchRule THE_PROXY_KNOWS_SOCKETS_ONLY = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.curator..",
                    "org.apache.zookeeper..",
                    "software.amazon..",
                    "io.twinproxy.coordination..",
                    "io.twinproxy.agent..",
                    "io.twinproxy.controller..");
}
