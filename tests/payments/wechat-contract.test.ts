import { providerContract } from './contract/provider-contract.ts'

providerContract('wechat', 'WeChat Pay by public key')
providerContract('wechat', 'WeChat Pay by platform certificates', {
  wechatTrust: 'certificates',
  trust: [{ kind: 'certificates' }],
})
