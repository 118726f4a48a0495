/**
 * Signatures made by `openssl dgst -sha256 -sign` and a box sealed by wechatpay-axios-plugin, with
 * a key made for this file alone: what our code must reproduce or open, byte for byte.
 */
export const goldenKey =
  'MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDLKYp9LMQYTZyUPHBA7nVQL+Prjpg9TEBsAXCd' +
  'pTlIiRFMOgCAwOZyFdIiWzKxPYsIvDD9F8wlIednj20udmEGlHPMyzE2uoGrIXTk5pNaNEbbaJAkZpuRIzQeEE0Q' +
  'w212EyyJ2l0AUXyS97m30SNOmYVxOC7ezGZ8A9G57Uk62piTkesBxedW/S+aAqvId7nyd5bK/7VsRrbA0AVrs3gs' +
  '89fOamVIcFmPQcb3yglYju2p1ybL5USwfB4G/dobd4mu8WTUEO9ox1bMRwe+eUbRZ8/gHkh7P6IS3UI4OLeD5VvH' +
  'VwDyh09P76TD1PzkXBs4FlNHyqHF+jUhBLgm6GLNAgMBAAECggEAMARR9JLbiAjz7H86YsZZWMnw2xA5QCehBEX0' +
  '2XWfC9tFiNgenU+6R5WLtE4MtaJflYFxLKhuugoA2NOn0PbuqLD2i50stQwwsIM4Tw+GHShE5P+aLdhIhW2mGELv' +
  'C/q8iM8wVCaVm4km4c+GCAF4kE+tn9xRC5yQzlfSvlhsWem7NDQGJwEzHrvWN1J6rU2czVBZ7K79Y1HFteI9LPBX' +
  'hDsfipD/ZI67IHfs6BdbNWqwMPUnBioqxhzAJsJyeHRn4SoeFVuwsTmrXGJ07OOqQMITfwTsYaXoQttzsy1lHq5s' +
  'nrXgjGpSmPDcfADeTZENgYTeQNayb4vi2phRtqHXgQKBgQD5FNgdQ9rJ50jRDxlJ91U6JNSWQ8yA2ZFrTFQanrVg' +
  '7xWnCDijsDbEpnfxUAhjlvv367j0DoQ9ZXqMSBMWYhxNY5D2YLXWvJRF0YB9qdyGT8CAr5w9T/GO43TO984Ygbbp' +
  'pEu+9JVLlBm3quUplsrVwZiD7NFgmqrY+EHXRzw9wQKBgQDQzi1ZPYMGGdIveF1hD24Cxng3lpz4hjHA1neWB3dH' +
  'M+hsuVPDCjQdyQv8vf1W14hF8oU611cc9KihpRdq5km4JAqs4gsHZyrI4vI3ShfetAHCWa3LCKA5uxXN6xvwGTx/' +
  'Us7Ym+HzJwhV8vFj84MwWRdm9QR0n3vHYWwc9alADQKBgGzv7+FExxDdBdzhZKcT9IN8jjm2J2AHR/GMrZAC78MY' +
  'bfjiwJreu+VgBT9WSIT+CO+Seg7Ltox/sIxgDXERsd0q+cC35W+ohJTQnwjW3KslgEUICSZLq5NZ6cGHYe0X9l7T' +
  'S4mVwSIQAPtyU83PtKCujjzMu3oryyMf2PQFpNRBAoGAfYjHONTDdiKF/CYoNddZ828xDXKOctfzB5WpFdjtPDCX' +
  '9u3AzwzOYm3huBTdP52a/zqcINEgPXdV/sDLgGhtP7jjdib8LHo4/cd7igQQr8KXICpcUymfcrXomQFVrZbuiTnW' +
  'w+GMCWyZFVtXBxl68NFPQYXjJN5RQ4BtyEdldu0CgYAdZT9qqBZ0a/2rWyTJ2MKAIP8rmVQl4/iKWtV5w7T+c5KU' +
  'iF1ecvJ/DEPazbgAzcx0eJR2aUVamqnYF2WdKh1yxeOQuuy3A0FFjhwVLUOEZhISqv0WywgoCD2gQs2VQmLHgXX0' +
  'FNu7DiVF0AkpEe0PbgL9RTEzpCiYp3KBHkVGkw=='

export const goldenRequest = {
  text:
    'app_id=2021000000000001&biz_content={"out_trade_no":"T1","subject":"100% &lt; 中文 😀"}' +
    '&charset=utf-8&method=alipay.trade.query&sign_type=RSA2' +
    '&timestamp=2026-11-22 16:00:00&version=1.0',
  signature:
    'vEtQlwWsFHIMXpJeIIzcmkFrK+KDVeCyX2QWMFaUuq87trVdcRyAzUnua93F3Oan4hCeLTNmT4l4M732CT3G' +
    'jIo/QvNFgIfGs3UsERIZIG8RmRYCFGw9q3zFYc7D6j8QR/56x3VmWUczTFMpXfZbmaxnUUHIcJniy16rm1o7' +
    '6B2FUd44tRijLkFfdpY43WDg8qrP2YksuYfXITu6KLLB9Ge3ssnNjHjFjxhQ6qQfohT44s+s0MKNXXj0/ipw' +
    '6tD1SPPMFRjrfkPPo6aSPkkgtpFSOTYt1GeYqBmi461mT+wzgUZc5Wu6ltNzXM+WU4uW4rdufYf2CB3VynBi' +
    '7+ksXw==',
}

export const goldenNotification = {
  text:
    'app_id=2021000000000001&charset=utf-8&notify_id=N1&subject=a+b 中文&total_amount=19.99' +
    '&trade_status=TRADE_SUCCESS',
  signature:
    'vSa7TjrBh2S+8GTR8tSxeFARz3CoTCfuAC06zNy7LLDoqV1Yhe4xuWgyb3IU5kfOBALRRr88TKt5Es40dyW9' +
    '0Lz/PUCLKEJtt2qS/3gj2jgQjbeASyNwq9AH/2PDPk4/VkkDKFcnPaQVIlw0OFY93SdiZE6V2sP2JKW5UE1Z' +
    'D+qZc32Po5Ut1MhaVzvs5DqRvUFSPxq5wnZRIYEjkBiHvWKZGmQvgtefXx8Om7LT3bVtSIHwP6ZVNn+8HjKw' +
    'oOkqvdt1YZESKTwwlfbxTJdUdZuygnJQzsRsDoL40mZeHMKi00IWIh5Z9yp8Z2dxjxFtpJcTzAi6m/wE+ncE' +
    '76wMnA==',
}

/** `GET /v3/pay/transactions/out-trade-no/T1?mchid=1900000001` at 1795334400 with nonce `abc`. */
export const goldenAuthorization = {
  now: new Date(1795334400_000),
  nonce: 'abc',
  signature:
    'eTn+amGWLkxqtQ548ijyKg7Nji9ThWEgmFf5w+09YQpyPvS9I1adTjIiYUblPEBzwACEXGuzLwbIymJ1oOnm' +
    'Jup/5p2aUyOQVaRKP0WQmHXqv6lQcc1P8Gjp4WgHtHAbk+doeaRHObT7iU/mig3RngexXGEgOgQFGqo4u9GI' +
    'ICpIxLWmuPP0NjTzNuL16u0UlhlX987JQCZ9v0dnxS6VL8PdyEMqBfRKBh8ZnA94mN6U7q6PPI86Sir8Dvrc' +
    'pOc/yH2Z/LLpCq9d4x94fgf8z2bOm8QKkHRWEeQqBg3f/nzH6q7ODWjHC4+FtXm5gpuOtMQPXy8YuCUW23M0' +
    '7Dj/zA==',
}

export const goldenBox = {
  apiV3Key: '0123456789abcdefFEDCBA9876543210',
  box: {
    algorithm: 'AEAD_AES_256_GCM',
    nonce: 'abcdefghijkl',
    associated_data: 'transaction',
    ciphertext: 'Rhm/YGSOVW+A3PebMPMn+p/jiSQj4Wie6hLjkkG1uJt4du+1UKmw54ZY+saj505QhwcKfDDj5Rw=',
  },
  plaintext: '{"out_trade_no":"T1","subject":"中文"}',
}

/** Made by `stripe.webhooks.generateTestHeaderString` of stripe 23.1.0. */
export const goldenEvent = {
  now: new Date(1795334400_000),
  secret: 'whsec_golden0123456789abcdef',
  payload:
    '{"id":"evt_golden","object":"event","type":"payout.paid","note":"100% &lt; 中文 😀",' +
    '"livemode":false,"api_version":"2026-10-28.endive","created":1795334400,' +
    '"data":{"object":{"id":"po_1","object":"payout"}}}',
  header: 't=1795334400,v1=36a7729af594ca7c31d91bee7e8afd8304cbd4a69ef63105b4471e93cea4ccc1',
}

/** `Hash.sign` of wechatpay-axios-plugin over a message of API v2. */
export const goldenV2 = {
  apiV2Key: '0123456789abcdefFEDCBA9876543210',
  fields: {
    appid: 'wx0123456789abcdef',
    mch_id: '1900000001',
    nonce_str: 'abc',
    body: '问渠会员 100% &lt; 😀',
    out_trade_no: 'T1',
    total_fee: '1999',
    empty: '',
    Zeta: 'a=b&c',
  },
  md5: '5065763DE04CDC7E27C40C7F8CAD204E',
  /** With `sign_type` among the fields. */
  hmac: '45368EE4654F27D049B53AECD1F7A6DDAB3D55AF643BEFC9A33DD7C2BA0AC8D1',
}
