package io.spanweir.extension.auth;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.core.component.Settings;

/** Makes {@code headers_setter} extensions. */
public final class HeadersSetterFactory implements ExtensionFactory<HeadersSetterConfig> {
  @Override
  public String type() {
    return "headers_setter";
  }

  @Override
  public Class<HeadersSetterConfig> configType() {
    return HeadersSetterConfig.class;
  }

  @Override
  public HeadersSetterConfig defaultConfig() {
    return HeadersSetterConfig.DEFAULT;
  }

  @Override
  public Extension create(Settings settings, HeadersSetterConfig config) {
    return HeadersSetter.create(settings, config);
  }
}
